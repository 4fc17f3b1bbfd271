package demo

// Pictograms of things for the house.

func (d *drawing) gift() {
	d.shadow(0, 200)
	d.rect(-165, -40, 330, 260, 14, d.main)
	d.shade("M40 -40 H151 Q165 -40 165 -26 V206 Q165 220 151 220 H40Z")
	d.rect(-30, -40, 60, 260, 0, d.accent)
	d.rect(-190, -110, 380, 84, 14, d.main)
	d.shine("M-176 -110 H176 Q190 -110 190 -96 V-88 H-190 V-96 Q-190 -110 -176 -110Z")
	d.shade("M-165 -26 H165 V-12 H-165Z")
	d.rect(-34, -110, 68, 84, 0, d.accent)
	d.both(func() {
		d.path("M0 -118 C-26 -220 -160 -236 -160 -168 C-160 -116 -70 -108 0 -112Z", d.accent)
		d.shade("M-6 -124 C-34 -184 -112 -204 -116 -166 C-118 -136 -60 -124 -6 -124Z")
	})
	d.rect(-30, -146, 60, 48, 20, d.accent)
	d.shade("M0 -146 H10 Q30 -146 30 -126 V-118 Q30 -98 10 -98 H0Z")
}

func (d *drawing) pillow() {
	d.shadow(0, 215)
	cushion := "M-190 -84 Q0 -60 190 -84 Q216 -84 208 -52 Q186 22 208 92 Q216 124 190 124 Q0 100 -190 124 Q-216 124 -208 92 Q-186 22 -208 -52 Q-216 -84 -190 -84Z"
	d.at(0, 104, 0, 1, func() {
		d.path(cushion, d.main)
		d.shade("M208 92 Q216 124 190 124 Q0 100 -190 124 Q-216 124 -208 92 L-204 76 Q0 70 204 76Z")
	})
	d.at(6, -78, -5, .92, func() {
		d.path(cushion, d.light)
		d.line("M-166 -46 Q0 -26 166 -46 Q150 22 166 86 Q0 66 -166 86 Q-150 22 -166 -46Z", d.white, 7)
		d.shade("M208 92 Q216 124 190 124 Q0 100 -190 124 Q-216 124 -208 92 L-204 80 Q0 74 204 80Z")
	})
}

func (d *drawing) umbrella() {
	d.at(0, 6, 14, 1, func() {
		d.line("M0 -190 V160 A38 38 0 0 0 76 160 V146", d.bark, 18)
		d.line("M0 -226 V-196", d.bark, 12)
		d.path("M-220 20 A220 220 0 0 1 220 20 Q184 -22 147 20 Q110 -22 73 20 Q36 -22 0 20 Q-36 -22 -73 20 Q-110 -22 -147 20 Q-184 -22 -220 20Z", d.main)
		d.path("M-73 20 Q-86 -150 0 -200 Q86 -150 73 20 Q36 -22 0 20 Q-36 -22 -73 20Z", d.light)
		d.path("M-147 20 Q-150 -130 0 -200 Q-86 -150 -73 20 Q-110 -22 -147 20Z", d.dark)
		d.path("M147 20 Q150 -130 0 -200 Q86 -150 73 20 Q110 -22 147 20Z", d.dark)
	})
	for _, x := range []float64{-190, -120, 176, 216} {
		d.drop(x, 130+x*x/900, .34, d.water)
	}
}

func (d *drawing) towels() {
	d.shadow(0, 210)
	for i, colour := range []string{d.main, d.light, d.accent} {
		y := 120 - 104*float64(i)
		w := 195 - 8*float64(i)
		d.rect(-w, y, 2*w, 100, 46, colour)
		d.at(0, y, 0, 1, func() { d.shade("M-150 50 H150 Q172 50 172 62 Q172 72 150 72 H-150 Z") })
	}
	d.path("M-26 -88 H26 V220 H-26Z", d.wood)
	d.line("M-16 -84 V218 M16 -84 V218", d.bark, 4)
	d.leafAt(44, -114, 62, .8, d.leaf)
	d.leafAt(-44, -114, -62, .8, d.moss)
	d.circle(0, -94, 17, d.red)
}

func (d *drawing) blanket() {
	d.shadow(0, 214)
	d.rect(-205, 60, 410, 160, 30, d.wood)
	d.shade("M-205 160 H205 V190 Q205 220 175 220 H-175 Q-205 220 -205 190Z")
	for x := -180.0; x <= 180; x += 60 {
		d.line("M"+num(x)+" 84 V200", d.bark, 7)
	}
	d.path("M-190 70 V-60 Q-190 -110 -140 -110 H140 Q190 -110 190 -60 V70Z", d.main)
	d.path("M-60 -110 H90 V150 H-60Z", d.light)
	d.line("M-60 -60 H90 M-60 0 H90 M-60 60 H90 M-10 -110 V150 M40 -110 V150", d.white, 8)
	d.line("M-50 152 V180 M-22 152 V180 M6 152 V180 M34 152 V180 M62 152 V180 M82 152 V180", d.light, 9)
	d.shade("M90 -110 H140 Q190 -110 190 -60 V70 H90Z")
	d.gloss("M-160 -50 Q-158 -80 -130 -84", 9)
}

func (d *drawing) paperRolls() {
	d.shadow(0, 205)
	d.at(76, 40, 0, .82, func() { d.roll(d.accent) })
	d.at(-58, -6, 0, 1, func() { d.roll(d.main) })
}

// roll is one roll of paper towels in a printed band, standing.
func (d *drawing) roll(band string) {
	d.path("M-115 -180 V190 A115 36 0 0 0 115 190 V-180Z", d.white)
	d.path("M-115 -40 A115 36 0 0 0 115 -40 V110 A115 36 0 0 1 -115 110Z", band)
	d.heart(0, 74, .62, d.white)
	d.shade("M50 -150 V222 A115 36 0 0 0 115 190 V-180Z")
	d.ellipse(0, -180, 115, 36, d.cream)
	d.ellipse(0, -180, 78, 23, d.paper)
	d.ellipse(0, -180, 40, 12, d.bark)
}

func (d *drawing) detergent() {
	d.shadow(0, 150)
	d.path("M-140 -20 Q-140 -110 -60 -116 H-20 V-150 H80 V-116 Q140 -100 140 -40 V190 Q140 220 110 220 H-110 Q-140 220 -140 190Z", d.main)
	d.path("M-106 -16 Q-106 -76 -52 -76 Q-30 -76 -30 -52 V24 Q-30 44 -50 44 H-86 Q-106 44 -106 24Z", d.dark)
	d.path("M-90 -14 Q-90 -60 -54 -60 Q-46 -60 -46 -50 V18 Q-46 28 -56 28 H-80 Q-90 28 -90 18Z", "#e8f7f9")
	d.rect(-32, -216, 124, 72, 16, d.accent)
	d.shade("M60 -216 H76 Q92 -216 92 -200 V-160 Q92 -144 76 -144 H60Z M90 -112 Q140 -100 140 -40 V190 Q140 220 110 220 H90Z")
	d.rect(-110, 72, 220, 112, 22, d.white)
	d.drop(-40, 134, .74, d.main)
	d.bubble(38, 146, 24)
	d.bubble(74, 106, 15)
}

func (d *drawing) pump() {
	d.shadow(0, 130)
	d.line("M0 -100 V-170 H-80 V-150", d.iron, 22)
	d.rect(-46, -196, 92, 34, 14, d.steel)
	d.rect(-52, -130, 104, 50, 12, d.steel)
	d.path("M-118 -20 Q-118 -86 -52 -86 H52 Q118 -86 118 -20 V186 Q118 220 84 220 H-84 Q-118 220 -118 186Z", d.main)
	d.shade("M60 -86 Q118 -82 118 -20 V186 Q118 220 84 220 H60Z")
	d.gloss("M-92 -20 Q-92 -56 -62 -60 M-92 20 V120", 12)
	d.rect(-74, 4, 148, 150, 24, d.cream)
	d.leafAt(-22, 78, -24, .84, d.leaf)
	d.leafAt(26, 84, 30, .72, d.moss)
	d.bubble(-160, -90, 24)
	d.bubble(-190, -30, 13)
	d.bubble(168, -30, 18)
}

func (d *drawing) spray() {
	d.shadow(0, 120)
	d.path("M-30 -60 V-120 H46 V-60 Q110 -20 110 60 V190 Q110 220 80 220 H-80 Q-110 220 -110 190 V60 Q-110 -20 -30 -60Z", "#aedbe7")
	d.path("M-96 30 Q-40 14 0 30 T96 30 V186 Q96 206 76 206 H-76 Q-96 206 -96 186Z", "#ffcb5c")
	d.path("M-36 -116 V-150 H-90 V-206 H50 Q84 -196 84 -150 H54 V-116Z", d.main)
	d.rect(-118, -206, 34, 50, 8, d.dark)
	d.line("M-46 -146 Q-50 -112 -80 -96", d.dark, 20)
	d.rect(-42, -128, 94, 34, 8, d.dark)
	d.rect(-70, 48, 140, 128, 22, d.white)
	d.at(0, 112, 0, .78, func() { d.citrus("#f4923e") })
	d.shade("M60 -48 Q110 -10 110 60 V190 Q110 220 80 220 H60Z")
	d.gloss("M-84 50 Q-84 10 -56 -10", 12)
	for i, y := range []float64{-212, -182, -152} {
		d.circle(-160, y, 9, d.water)
		d.circle(-196, y+float64(i-1)*16, 9, d.water)
	}
}

// citrus is a slice of a lemon or an orange.
func (d *drawing) citrus(peel string) {
	d.circle(0, 0, 68, peel)
	d.circle(0, 0, 56, "#fff3c4")
	for k := range 6 {
		d.at(0, 0, float64(k)*60, 1, func() { d.path("M0 -8 L19 -44 A48 48 0 0 0 -19 -44Z", peel) })
	}
}
