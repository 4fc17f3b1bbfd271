package demo

// Pictograms of services and good causes.

func (d *drawing) scissors() {
	d.at(120, 10, 14, 1, func() {
		d.rect(-52, -216, 104, 420, 18, d.accent)
		for y := -186.0; y <= 170; y += 28 {
			d.line("M6 "+num(y)+" h60", "#e9f6ee", 12)
		}
		d.gloss("M-32 -190 V170", 9)
	})
	d.at(-76, -6, -12, 1, func() {
		d.path("M-16 30 L62 -226 Q92 -190 72 -130 L22 44Z", "#b4bece")
		d.path("M16 30 L-62 -226 Q-92 -190 -72 -130 L-22 44Z", d.iron)
		d.ring(-64, 136, 56, d.main, 28)
		d.ring(64, 136, 56, d.main, 28)
		d.line("M-40 88 L16 12 M40 88 L-16 12", d.main, 28)
		d.circle(0, 24, 15, d.ink)
	})
}

func (d *drawing) carWash() {
	d.shadow(0, 215)
	d.path("M-124 -30 L-84 -116 Q-76 -132 -58 -132 H66 Q82 -132 92 -118 L150 -30Z", d.main)
	d.path("M-94 -34 L-64 -98 H-6 V-34Z M14 -34 V-98 H62 L108 -34Z", d.glass)
	d.path("M-214 60 Q-214 -22 -140 -34 H150 Q222 -22 222 50 V104 Q222 128 198 128 H-190 Q-214 128 -214 104Z", d.main)
	d.shade("M-214 76 H222 V104 Q222 128 198 128 H-190 Q-214 128 -214 104Z")
	d.rect(192, 10, 30, 34, 12, d.yolk)
	d.rect(-214, 14, 26, 34, 12, d.red)
	d.line("M-30 6 H0", d.dark, 10)
	for _, x := range []float64{-116, 128} {
		d.circle(x, 154, 64, d.ink)
		d.circle(x, 154, 32, d.steel)
	}
	for _, b := range [][3]float64{{-120, -126, 40}, {-70, -166, 46}, {-6, -150, 40}, {50, -178, 50}, {110, -132, 38}, {-168, -76, 28}, {164, -82, 26}} {
		d.bubble(b[0], b[1], b[2])
	}
}

func (d *drawing) bucket() {
	d.shadow(0, 170)
	d.line("M128 -210 L88 60", d.wood, 20)
	d.at(-30, 0, 0, 1, func() {
		for _, b := range [][3]float64{{-96, -40, 50}, {-30, -66, 58}, {50, -50, 54}, {106, -30, 40}, {0, -110, 30}} {
			d.bubble(b[0], b[1], b[2])
		}
		d.path("M-150 -24 H150 L120 196 Q116 220 94 220 H-94 Q-116 220 -120 196Z", d.main)
		d.shade("M60 -24 H150 L120 196 Q116 220 94 220 H40Z")
		d.rect(-164, -44, 328, 42, 18, d.light)
		d.line("M-150 -20 Q-130 116 0 116 Q130 116 150 -20", d.dark, 11)
		d.rect(-40, 98, 80, 36, 16, d.cream)
	})
	d.at(156, 152, 0, 1, func() {
		d.rect(-70, -34, 140, 102, 22, d.yolk)
		d.path("M-70 -12 Q-70 -34 -48 -34 H48 Q70 -34 70 -12 V0 H-70Z", d.leaf)
		d.circle(-34, 30, 8, d.amber)
		d.circle(20, 40, 10, d.amber)
		d.circle(40, 18, 6, d.amber)
	})
	d.star(-196, -150, .5, d.accent)
	d.star(-130, -204, .34, d.accent)
}

func (d *drawing) dumbbell() {
	d.at(0, -26, -24, 1, func() {
		d.rect(-190, -17, 380, 34, 10, d.iron)
		d.both(func() {
			d.rect(-166, -126, 64, 252, 26, d.main)
			d.rect(-214, -92, 54, 184, 22, d.dark)
			d.gloss("M-146 -92 V-20", 11)
		})
		d.line("M-60 -16 V16 M-30 -16 V16 M0 -16 V16 M30 -16 V16 M60 -16 V16", d.ink, 7)
	})
	d.shadow(80, 150)
	d.at(90, 158, 0, 1, func() {
		d.rect(-130, -44, 260, 106, 40, d.light)
		d.circle(90, 10, 52, d.accent)
		d.circle(90, 10, 34, d.light)
		d.circle(90, 10, 16, d.accent)
	})
}

func (d *drawing) camera() {
	d.shadow(0, 200)
	d.path("M-90 -110 L-64 -170 Q-58 -184 -42 -184 H42 Q58 -184 64 -170 L90 -110Z", d.dark)
	d.rect(-180, -150, 62, 44, 14, d.accent)
	d.rect(-216, -116, 432, 322, 40, d.main)
	d.rect(-216, -50, 432, 150, 0, d.dark)
	d.circle(0, 46, 132, d.cream)
	d.circle(0, 46, 108, d.ink)
	d.circle(0, 46, 78, "#3c4870")
	d.circle(0, 46, 46, d.ink)
	d.circle(-32, 12, 20, d.water)
	d.circle(28, 76, 10, d.water)
	d.rect(120, -94, 66, 32, 12, d.glass)
	d.circle(-168, -80, 12, d.red)
	d.line("M-36 -150 H36", d.light, 10)
}

func (d *drawing) tree() {
	d.shadow(0, 190)
	d.path("M-190 220 Q-170 120 0 120 Q170 120 190 220Z", d.soil)
	d.path("M-150 172 Q-90 120 0 120 Q90 120 150 172 Q60 140 0 150 Q-60 140 -150 172Z", "#8d6346")
	d.line("M0 130 V-30 M0 60 Q-20 20 -70 10 M0 30 Q24 -14 76 -20", d.bark, 20)
	d.circle(-84, -24, 84, d.moss)
	d.circle(88, -48, 88, d.leaf)
	d.circle(0, -124, 104, d.leaf)
	d.circle(-40, -80, 70, "#6dbd82")
	d.heart(6, -86, .92, d.main)
	d.heart(-110, -10, .4, d.light)
	d.heart(104, -30, .46, d.light)
	d.leafAt(-120, 150, -40, .5, d.leaf)
	d.leafAt(130, 156, 40, .5, d.leaf)
}

func (d *drawing) cat() {
	d.shadow(0, 190)
	d.line("M120 180 Q226 170 204 60 Q196 30 176 44", d.amber, 34)
	d.path("M-140 220 Q-150 60 0 40 Q150 60 140 220Z", d.amber)
	d.path("M-60 220 Q-60 120 0 110 Q60 120 60 220Z", d.cream)
	d.both(func() {
		d.path("M-150 -96 L-142 -214 Q-140 -228 -126 -220 L-44 -160Z", d.amber)
		d.path("M-128 -116 L-124 -184 L-74 -146Z", "#f7b7a3")
	})
	d.ellipse(0, -60, 156, 126, d.amber)
	d.line("M-30 -180 L-22 -136 M0 -184 V-134 M30 -180 L22 -136", "#cf7f22", 14)
	d.ellipse(0, -8, 74, 56, d.cream)
	d.both(func() {
		d.ellipse(-66, -66, 19, 24, d.ink)
		d.circle(-60, -74, 7, d.white)
		d.line("M-92 -10 L-176 -22 M-92 10 L-172 18", d.bark, 5)
		d.ellipse(-104, -26, 22, 13, "#f59f7d")
		d.line("M0 2 Q-6 26 -30 20", d.ink, 7)
	})
	d.path("M-17 -24 H17 L0 0Z", "#e0705f")
	d.rect(-92, 48, 184, 26, 13, d.main)
	d.circle(0, 84, 21, d.gold)
	d.heart(-190, -170, .5, d.main)
	d.heart(196, -140, .38, d.main)
}

func (d *drawing) openBook() {
	d.shadow(0, 200)
	d.path("M-220 -40 Q-110 -70 0 -30 Q110 -70 220 -40 V190 Q110 164 0 214 Q-110 164 -220 190Z", d.dark)
	d.both(func() {
		d.path("M-200 -60 Q-100 -90 0 -44 V190 Q-100 140 -200 166Z", d.cream)
		d.line("M-160 -6 Q-100 -20 -40 4 M-160 44 Q-100 30 -40 54 M-160 94 Q-100 80 -40 104", d.paper, 12)
	})
	d.shade("M0 -44 Q16 -54 32 -60 V168 Q16 178 0 190Z")
	d.line("M0 -44 V196", d.paper, 6)
	d.heart(0, -130, 1.3, d.main)
	d.heart(-112, -150, .5, d.light)
	d.heart(110, -166, .58, d.light)
}
