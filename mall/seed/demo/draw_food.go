package demo

// Pictograms of food, drinks, tea and coffee.

func (d *drawing) drink() {
	d.shadow(0, 110)
	d.line("M20 -120 L56 -232 L110 -222", d.red, 16)
	d.path("M-124 -110 H124 L96 196 Q94 220 70 220 H-70 Q-94 220 -96 196Z", d.glass)
	d.path("M-118 -50 H118 L96 190 Q94 210 70 210 H-70 Q-94 210 -96 190Z", d.amber)
	d.path("M-118 -50 H118 L110 34 H-110Z", "#f7c25c")
	d.at(-50, 10, 16, 1, func() { d.rect(-32, -32, 64, 64, 12, "#fdeec4") })
	d.at(44, 44, -20, 1, func() { d.rect(-32, -32, 64, 64, 12, "#fbe0a0") })
	d.at(-30, 118, 38, 1, func() { d.rect(-28, -28, 56, 56, 12, "#f9d58a") })
	d.shade("M56 -110 H124 L96 196 Q94 220 70 220 H40Z")
	d.rect(-136, -128, 272, 30, 15, d.white)
	d.at(-116, -120, 0, 1, func() { d.citrus(d.yolk) })
	d.gloss("M-92 0 L-80 120", 11)
}

func (d *drawing) rice() {
	d.shadow(0, 170)
	d.path("M-130 -190 Q0 -170 130 -190 L120 -130 Q176 -60 176 60 V170 Q176 220 126 220 H-126 Q-176 220 -176 170 V60 Q-176 -60 -120 -130Z", d.kraft)
	d.shade("M70 -180 L130 -190 L120 -130 Q176 -60 176 60 V170 Q176 220 126 220 H60 Q130 60 70 -130Z")
	d.line("M-120 -134 Q0 -116 120 -134", d.main, 20)
	d.line("M20 -126 L60 -92 M20 -126 L4 -84", d.main, 12)
	d.rect(-112, -40, 224, 206, 20, d.main)
	d.line("M0 152 Q-6 68 20 6", d.yolk, 8)
	for i := range 4 {
		y := 118 - 32*float64(i)
		d.at(5*float64(i)-26, y-8, -40, 1, func() { d.ellipse(0, 0, 12, 24, d.yolk) })
		d.at(5*float64(i)+22, y-14, 40, 1, func() { d.ellipse(0, 0, 12, 24, d.yolk) })
	}
	d.at(20, -8, 8, 1, func() { d.ellipse(0, 0, 12, 24, d.yolk) })
}

func (d *drawing) nuts() {
	d.pouch(d.main, func() {
		d.ellipse(0, 84, 92, 84, d.cream)
		for _, n := range [][4]float64{{-38, 60, -20, 0}, {34, 56, 30, 1}, {-44, 116, 60, 1}, {8, 124, -70, 0}, {50, 106, 10, 0}, {0, 40, 80, 1}} {
			d.at(n[0], n[1], n[2], .56, func() {
				if n[3] == 0 {
					d.path("M0 -62 C40 -30 44 50 0 60 C-44 50 -40 -30 0 -62Z", d.wood)
					d.line("M0 -30 V36 M-16 -10 V26 M16 -10 V26", d.bark, 6)
				} else {
					d.path("M-50 0 C-50 -60 50 -60 50 0 C50 34 24 20 10 20 C-6 20 -6 46 -24 40 C-44 34 -50 20 -50 0Z", "#e6be86")
				}
			})
		}
	})
}

func (d *drawing) coffeeBeans() {
	d.pouch(d.coffee, func() {
		d.rect(-100, 10, 200, 150, 16, d.cream)
		d.at(-34, 88, 30, .95, func() { d.bean() })
		d.at(40, 84, -24, .95, func() { d.bean() })
		d.rect(-100, 10, 200, 18, 9, d.main)
	})
	d.at(-168, 196, 60, .52, func() { d.bean() })
	d.at(180, 200, -50, .52, func() { d.bean() })
	d.at(208, 168, 20, .44, func() { d.bean() })
}

// pouch is a stand-up bag; what is printed on it is drawn by front.
func (d *drawing) pouch(colour string, front func()) {
	d.shadow(0, 160)
	d.path("M-134 -206 H134 L144 -120 Q150 40 164 170 Q166 220 120 220 H-120 Q-166 220 -164 170 Q-150 40 -144 -120Z", colour)
	d.shine("M-134 -206 H134 L138 -170 H-138Z")
	d.line("M-136 -150 H136", d.white, 4)
	d.circle(0, -74, 26, d.accent)
	d.circle(0, -74, 11, d.white)
	front()
	d.shade("M80 -206 H134 L144 -120 Q150 40 164 170 Q166 220 120 220 H90 Q110 60 80 -206Z")
	d.gloss("M-116 -110 Q-118 -40 -124 20", 10)
}

func (d *drawing) bean() {
	d.ellipse(0, 0, 34, 50, d.coffee)
	d.line("M6 -40 Q-16 -16 0 0 T-6 40", "#3f2517", 8)
}

func (d *drawing) honeyJar() {
	d.shadow(0, 160)
	d.rect(-118, -190, 236, 66, 18, d.main)
	d.shade("M50 -190 H100 Q118 -190 118 -172 V-142 Q118 -124 100 -124 H50Z")
	d.path("M-104 -124 H104 Q156 -100 156 -40 V160 Q156 220 96 220 H-96 Q-156 220 -156 160 V-40 Q-156 -100 -104 -124Z", "#fbd77d")
	d.path("M-142 -50 Q-70 -76 0 -50 T142 -56 V158 Q142 206 94 206 H-94 Q-142 206 -142 158Z", d.amber)
	d.shade("M84 -118 Q156 -100 156 -40 V160 Q156 220 96 220 H84Z")
	d.path("M0 -16 L92 36 V128 L0 180 L-92 128 V36Z", d.cream)
	d.at(0, 86, -12, 1, func() {
		d.ellipse(-26, -42, 24, 36, d.glass)
		d.ellipse(22, -44, 24, 36, d.water)
		d.ellipse(0, 6, 56, 38, d.yolk)
		d.line("M-22 -22 V34 M8 -26 V38", d.ink, 14)
		d.circle(44, -6, 6, d.ink)
	})
	d.gloss("M-130 -20 V80", 12)
}

func (d *drawing) cookies() {
	d.shadow(0, 190)
	for _, c := range [][3]float64{{-92, -50, 84}, {92, -54, 86}, {0, -108, 92}} {
		d.cookie(c[0], c[1], c[2])
	}
	d.rect(-190, -20, 380, 240, 26, d.main)
	d.shade("M70 -20 H164 Q190 -20 190 6 V194 Q190 220 164 220 H70Z")
	d.rect(-204, -38, 408, 50, 18, d.light)
	d.rect(-190, 150, 380, 18, 0, d.accent)
	d.heart(0, 86, 1, d.cream)
	d.circle(-100, 82, 13, d.light)
	d.circle(100, 82, 13, d.light)
}

func (d *drawing) cookie(x, y, r float64) {
	d.circle(x, y, r, "#d79c58")
	d.circle(x, y-5, r-9, "#e8b775")
	for _, chip := range [][2]float64{{-.45, -.4}, {.2, -.55}, {.5, -.1}, {-.1, -.1}, {-.55, .15}} {
		d.circle(x+chip[0]*r, y+chip[1]*r, r*.11, d.coffee)
	}
}

func (d *drawing) fruit() {
	d.shadow(0, 200)
	for _, f := range []struct {
		x, y, r float64
		fill    string
	}{{-130, -30, 74, d.red}, {128, -34, 76, d.yolk}, {-4, -74, 84, "#f08a3c"}, {-62, 20, 66, d.leaf}, {66, 18, 68, d.red}} {
		d.circle(f.x, f.y, f.r, f.fill)
		d.gloss("M"+num(f.x-f.r*.62)+" "+num(f.y-f.r*.2)+" a"+num(f.r*.66)+" "+num(f.r*.66)+" 0 0 1 "+num(f.r*.44)+" "+num(-f.r*.46), 10)
		d.line("M"+num(f.x)+" "+num(f.y-f.r+6)+" q4 -20 18 -26", d.bark, 8)
	}
	d.leafAt(46, -176, 64, .62, d.moss)
	d.leafAt(-88, -120, 50, .5, d.moss)
	for _, y := range []float64{36, 102, 168} {
		d.rect(-200, y, 400, 52, 8, d.wood)
		d.shade("M70 " + num(y) + " H192 Q200 " + num(y) + " 200 " + num(y+8) + " V" + num(y+52) + " H70Z")
	}
	d.rect(-188, 28, 40, 192, 6, d.bark)
	d.rect(148, 28, 40, 192, 6, d.bark)
	for _, y := range []float64{62, 128, 194} {
		d.circle(-168, y, 6, d.paper)
		d.circle(168, y, 6, d.paper)
	}
}

func (d *drawing) teaTin() {
	d.shadow(0, 200)
	d.path("M-170 -110 V180 A120 34 0 0 0 70 180 V-110Z", d.main)
	d.path("M-170 -10 A120 34 0 0 0 70 -10 V116 A120 34 0 0 1 -170 116Z", d.cream)
	d.at(-50, 76, 0, 1, func() {
		d.leafAt(-30, 6, -34, .8, d.leaf)
		d.leafAt(30, 6, 34, .8, d.leaf)
		d.leafAt(0, -8, 0, .95, d.moss)
	})
	d.path("M-178 -180 V-112 A128 36 0 0 0 78 -112 V-180Z", d.dark)
	d.shade("M10 -160 V212 A120 34 0 0 0 70 180 V-110 L78 -112 V-180Z")
	d.ellipse(-50, -180, 128, 36, d.light)
	d.steam(134, 66)
	d.path("M60 100 H208 Q204 196 156 204 L150 220 H118 L112 204 Q64 196 60 100Z", d.white)
	d.shade("M150 100 H208 Q204 196 156 204 L150 220 H134 Q160 160 150 100Z")
	d.ellipse(134, 100, 74, 17, d.paper)
	d.ellipse(134, 102, 60, 11, "#b9c468")
}

func (d *drawing) teapot() {
	d.shadow(0, 160)
	d.line("M120 -20 Q222 -60 214 40 Q206 116 110 130", d.dark, 28)
	d.path("M-120 110 Q-176 90 -178 10 Q-180 -30 -214 -40 L-196 -74 Q-130 -56 -128 0 Q-126 30 -96 20Z", d.dark)
	d.path("M-140 60 Q-140 -80 0 -80 Q140 -80 140 60 Q140 170 80 204 L76 220 H-76 L-80 204 Q-140 170 -140 60Z", d.main)
	d.shade("M50 -72 Q140 -50 140 60 Q140 170 80 204 L76 220 H10 Q104 150 50 -72Z")
	d.path("M-96 -66 Q-90 -120 0 -120 Q90 -120 96 -66 Q0 -40 -96 -66Z", d.light)
	d.circle(0, -138, 30, d.dark)
	d.circle(0, 70, 62, d.cream)
	d.at(-4, 76, 0, 1, func() {
		d.line("M-8 40 Q-4 -4 22 -46 M2 4 L-24 -22", d.bark, 8)
		for _, f := range [][2]float64{{22, -46}, {-24, -22}, {12, -8}} {
			d.circle(f[0], f[1], 13, d.red)
			d.circle(f[0], f[1], 5, d.yolk)
		}
	})
	d.gloss("M-112 40 Q-108 -20 -60 -46", 13)
	d.at(-206, -74, -14, .62, func() { d.steam(0, 0) })
}

func (d *drawing) coffeeCup() {
	d.shadow(0, 110)
	d.steam(0, -166)
	d.path("M-124 -86 H124 L94 200 Q92 220 72 220 H-72 Q-92 220 -94 200Z", d.cream)
	d.path("M-117 -16 H117 L104 116 H-104Z", d.main)
	d.shade("M50 -86 H124 L94 200 Q92 220 72 220 H30Z")
	d.rect(-140, -120, 280, 44, 16, d.coffee)
	d.path("M-112 -120 L-100 -152 H100 L112 -120Z", d.coffee)
	d.shine("M-112 -120 L-100 -152 H100 L104 -140 H-104 L-112 -120Z")
	d.circle(0, 50, 46, d.cream)
	d.at(0, 50, 26, .62, func() { d.bean() })
}

func (d *drawing) cupcake() {
	d.shadow(0, 120)
	d.path("M-140 50 H140 L104 200 Q100 220 80 220 H-80 Q-100 220 -104 200Z", d.main)
	d.line("M-92 66 L-70 206 M-32 66 L-24 206 M32 66 L24 206 M92 66 L70 206", d.dark, 10)
	d.path("M-168 34 Q-176 -26 -120 -36 Q-130 -96 -72 -102 Q-60 -160 0 -170 Q60 -160 72 -102 Q130 -96 120 -36 Q176 -26 168 34 Q160 72 112 66 Q70 92 36 66 Q0 92 -36 66 Q-70 92 -112 66 Q-160 72 -168 34Z", d.cream)
	d.line("M-120 -34 Q-20 6 84 -36 M-72 -100 Q0 -70 50 -100", d.paper, 12)
	d.circle(0, -180, 36, d.red)
	d.line("M4 -212 Q14 -236 40 -238", d.moss, 7)
	d.gloss("M-18 -188 A22 22 0 0 1 -2 -200", 8)
	for i, s := range [][3]float64{{-110, 14, 30}, {-50, -20, -40}, {20, -46, 20}, {80, 4, 60}, {20, 30, -20}, {-60, 40, 70}, {126, 36, -30}, {-10, -110, 50}} {
		colour := []string{d.main, d.accent, d.leaf, d.water}[i%4]
		d.at(s[0], s[1], s[2], 1, func() { d.rect(-13, -5, 26, 10, 5, colour) })
	}
}
