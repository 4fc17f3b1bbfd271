package demo

// Pictograms of travel, vouchers, services and good causes.

func (d *drawing) bag() {
	d.shadow(0, 200)
	d.line("M-84 -60 C-84 -226 84 -226 84 -60", d.dark, 24)
	d.path("M-160 -76 H160 Q172 -76 174 -64 L204 192 Q206 220 178 220 H-178 Q-206 220 -204 192 L-174 -64 Q-172 -76 -160 -76Z", d.main)
	d.shade("M80 -76 H160 Q172 -76 174 -64 L204 192 Q206 220 178 220 H110Z")
	d.path("M-174 -64 Q-172 -76 -160 -76 H160 Q172 -76 174 -64 L184 20 Q100 76 0 76 Q-100 76 -184 20Z", d.dark)
	d.line("M-170 24 Q-90 62 0 62 Q90 62 170 24", d.light, 5)
	d.rect(-34, 40, 68, 74, 16, d.gold)
	d.rect(-16, 66, 32, 14, 7, "#b98a2c")
	d.circle(-84, -44, 13, d.gold)
	d.circle(84, -44, 13, d.gold)
	d.gloss("M-170 130 L-164 90", 10)
}

func (d *drawing) suitcase() {
	d.shadow(0, 165)
	d.line("M-60 -130 V-216 H60 V-130", d.iron, 17)
	d.rect(-44, -232, 88, 28, 14, d.ink)
	d.both(func() { d.rect(-122, 176, 50, 44, 16, d.ink) })
	d.rect(-160, -136, 320, 330, 44, d.main)
	d.shade("M80 -136 H116 Q160 -136 160 -92 V150 Q160 194 116 194 H80Z")
	d.line("M-90 -100 V160 M-30 -100 V160 M30 -100 V160 M90 -100 V160", d.dark, 13)
	d.gloss("M-136 -70 V40", 10)
	d.at(54, 88, 12, 1, func() {
		d.circle(0, 0, 52, d.cream)
		d.at(0, 0, 30, .56, func() { d.plane(d.accent) })
	})
	d.heart(-68, -30, .66, d.accent)
}

// plane is an airliner seen from above, about 140 units long, its nose up.
func (d *drawing) plane(fill string) {
	d.path("M0 -76 C10 -76 15 -60 15 -44 V-18 L78 24 V42 L15 22 V48 L34 64 V76 L0 66 L-34 76 V64 L-15 48 V22 L-78 42 V24 L-15 -18 V-44 C-15 -60 -10 -76 0 -76Z", fill)
}

func (d *drawing) backpack() {
	d.shadow(0, 170)
	d.line("M-44 -180 Q-44 -226 0 -226 Q44 -226 44 -180", d.dark, 20)
	d.both(func() { d.rect(-196, 20, 70, 160, 34, d.dark) })
	d.path("M-150 -40 Q-150 -190 0 -190 Q150 -190 150 -40 V172 Q150 220 102 220 H-102 Q-150 220 -150 172Z", d.main)
	d.shade("M70 -176 Q150 -146 150 -40 V172 Q150 220 102 220 H70Z")
	d.line("M-104 -26 Q-104 -142 0 -142 Q104 -142 104 -26", d.dark, 9)
	d.rect(-110, 30, 220, 160, 34, d.light)
	d.path("M-110 64 Q-110 30 -76 30 H76 Q110 30 110 64 V84 Q0 124 -110 84Z", d.dark)
	d.rect(-17, 74, 34, 50, 10, d.accent)
	d.rect(-46, -84, 92, 66, 12, d.accent)
	d.path("M-32 -32 L-6 -66 L10 -46 L18 -56 L34 -32Z", d.white)
}

func (d *drawing) lounge() {
	d.rect(-228, -232, 456, 276, 26, d.white)
	d.rect(-212, -216, 424, 244, 14, d.water)
	d.path("M-212 -10 Q-120 -64 -20 -20 T212 -36 V14 Q212 28 198 28 H-198 Q-212 28 -212 14Z", "#a9d98d")
	d.circle(-140, -150, 32, d.yolk)
	d.ellipse(-40, -176, 44, 13, d.white)
	d.ellipse(150, -70, 40, 12, d.white)
	d.at(84, -130, 62, .9, func() { d.plane(d.white) })
	d.shadow(0, 210)
	d.rect(-140, -30, 200, 190, 46, d.main)
	d.rect(-152, 90, 224, 90, 26, d.light)
	d.rect(-196, 50, 70, 140, 34, d.main)
	d.rect(46, 50, 70, 140, 34, d.main)
	d.shade("M82 50 Q116 50 116 84 V156 Q116 190 82 190Z")
	d.line("M-160 190 V212 M80 190 V212", d.bark, 18)
	d.line("M182 120 V212 M150 214 H214", d.ink, 11)
	d.rect(132, 106, 100, 18, 9, d.ink)
	d.line("M208 72 Q228 76 204 94", d.accent, 8)
	d.path("M156 60 H208 V84 Q208 106 182 106 Q156 106 156 84Z", d.accent)
}

func (d *drawing) ticket() {
	d.at(16, 46, 8, 1, func() { d.stub(d.accent) })
	d.at(-6, -26, -8, 1, func() {
		d.stub(d.main)
		d.yuan(-74, 0, 1.5, d.white)
		d.line("M114 -56 H166 M114 -12 H166", d.light, 13)
		d.star(140, 58, .56, d.accent)
	})
}

// stub is a voucher's outline with its notches and perforation.
func (d *drawing) stub(fill string) {
	d.path("M-210 -130 H44 A26 26 0 0 0 96 -130 H190 Q214 -130 214 -106 V106 Q214 130 190 130 H96 A26 26 0 0 0 44 130 H-190 Q-214 130 -214 106 V-106 Q-214 -130 -210 -130Z", fill)
	d.line("M70 -86 V-66 M70 -36 V-16 M70 16 V36 M70 66 V86", d.white, 9)
}

func (d *drawing) welcome() {
	d.shadow(0, 190)
	d.path("M-200 -20 L0 -150 L200 -20Z", d.dark)
	d.at(0, -70, 0, 1, func() {
		d.rect(-150, -130, 300, 250, 18, d.cream)
		d.heart(0, -78, .76, d.red)
		d.yuan(0, 12, .96, d.main)
	})
	d.path("M-200 -20 L0 110 L200 -20 V192 Q200 220 172 220 H-172 Q-200 220 -200 192Z", d.main)
	d.line("M-192 208 L-40 84 M192 208 L40 84", d.dark, 8)
	d.star(-190, -170, .5, d.accent)
	d.star(196, -190, .4, d.accent)
	d.circle(-216, -90, 9, d.accent)
	d.circle(214, -104, 9, d.main)
}

func (d *drawing) popcorn() {
	d.shadow(0, 130)
	for _, c := range [][3]float64{{-110, -70, 46}, {110, -70, 46}, {-60, -120, 54}, {60, -122, 54}, {0, -156, 52}, {0, -86, 56}, {-70, -64, 46}, {70, -64, 46}} {
		d.circle(c[0], c[1], c[2], "#fff3cf")
		d.circle(c[0]+c[2]*.3, c[1]+c[2]*.34, c[2]*.4, "#f8d987")
	}
	d.path("M-160 -50 H160 L116 220 H-116Z", d.white)
	d.path("M-160 -50 H-96 L-70 220 H-116Z", d.main)
	d.path("M-32 -50 H32 L24 220 H-24Z", d.main)
	d.path("M96 -50 H160 L116 220 H70Z", d.main)
	d.shade("M60 -50 H160 L116 220 H44Z")
	d.circle(0, 80, 62, d.accent)
	d.path("M-18 48 Q-18 38 -9 43 L42 74 Q49 80 42 86 L-9 117 Q-18 122 -18 112Z", d.white)
}

func (d *drawing) truck() {
	d.shadow(0, 215)
	d.rect(-220, -140, 270, 260, 20, d.main)
	d.path("M60 -70 H138 Q152 -70 160 -58 L214 26 Q220 36 220 46 V104 Q220 120 204 120 H60Z", d.light)
	d.path("M88 -40 H132 L176 32 H88Z", d.glass)
	d.rect(-226, 106, 452, 40, 14, d.ink)
	for _, x := range []float64{-130, 128} {
		d.circle(x, 156, 62, d.ink)
		d.circle(x, 156, 30, d.steel)
		d.circle(x, 156, 10, d.ink)
	}
	d.rect(196, 70, 24, 26, 8, d.yolk)
	d.heart(-84, -10, 1.1, d.white)
	d.line("M-170 -184 H-40 M0 -184 H40 M-110 -216 H-70", d.accent, 12)
}

func (d *drawing) bike() {
	d.shadow(0, 210)
	for _, x := range []float64{-126, 126} {
		d.ring(x, 116, 92, d.ink, 17)
		d.ring(x, 116, 74, d.steel, 5)
		d.circle(x, 116, 15, d.ink)
	}
	d.line("M-126 116 L-64 -40 H76 L0 116Z M-64 -40 L0 116 M126 116 L66 -76", d.main, 19)
	d.line("M-64 -40 L-80 -84 M66 -76 L54 -118 H104 Q124 -118 122 -96", d.iron, 14)
	d.rect(-132, -108, 104, 30, 15, d.bark)
	d.path("M84 -84 H196 L182 -4 H98Z", d.wood)
	d.line("M84 -58 H192 M90 -32 H188", d.bark, 6)
	d.circle(112, -108, 28, d.red)
	d.circle(160, -106, 26, d.yolk)
	d.leafAt(138, -134, 10, .6, d.leaf)
	d.circle(0, 116, 26, d.dark)
	d.line("M0 116 L34 150 M22 154 H52", d.iron, 10)
}
