package demo

// Pictograms of books, stationery and care.

func (d *drawing) book() {
	d.shadow(0, 165)
	d.at(0, 0, -4, 1, func() {
		d.path("M-150 -200 H130 Q156 -200 156 -174 V214 H-124 Q-166 214 -166 180 V-180 Q-166 -200 -150 -200Z", d.dark)
		d.rect(-150, 156, 296, 46, 8, d.cream)
		d.line("M-136 172 H146 M-136 186 H146", d.paper, 4)
		d.path("M-136 -216 H136 Q156 -216 156 -196 V164 H-126 Q-166 164 -166 196 V-186 Q-166 -216 -136 -216Z", d.main)
		d.shade("M-166 196 V-186 Q-166 -216 -136 -216 H-112 V164 H-126 Q-166 164 -166 196Z")
		d.rect(-72, -156, 188, 88, 10, d.cream)
		d.line("M-42 -126 H86 M-42 -98 H44", d.dark, 10)
		d.circle(22, 56, 62, d.light)
		d.path("M-40 62 Q-8 14 22 62 T84 62 A62 62 0 0 1 -40 62Z", d.accent)
		d.path("M96 -216 H128 V-120 L112 -138 L96 -120Z", d.accent)
	})
}

func (d *drawing) books() {
	d.shadow(0, 210)
	for i, b := range []struct {
		x, w float64
		fill string
	}{{-200, 400, d.main}, {-176, 350, d.accent}, {-190, 370, d.light}} {
		y := 136 - 86*float64(i)
		d.rect(b.x, y, b.w, 84, 14, b.fill)
		d.rect(b.x+b.w-44, y+14, 44, 56, 0, d.cream)
		d.line("M"+num(b.x+b.w-38)+" "+num(y+32)+" h36 m-36 18 h36", d.paper, 4)
		d.rect(b.x+46, y, 16, 84, 0, d.white)
		d.rect(b.x+74, y, 8, 84, 0, d.white)
	}
	d.path("M-120 -44 C-160 -170 -60 -190 -20 -160 C20 -190 120 -170 80 -44 C60 -10 10 -24 -20 -36 C-50 -24 -100 -10 -120 -44Z", d.red)
	d.line("M-20 -156 Q-20 -196 6 -212", d.bark, 10)
	d.leafAt(38, -196, 66, .66, d.leaf)
	d.gloss("M-106 -80 Q-110 -130 -72 -144", 12)
}

func (d *drawing) notebook() {
	d.shadow(0, 180)
	d.at(-14, 0, -3, 1, func() {
		d.rect(-146, -212, 310, 430, 20, d.paper)
		d.rect(-156, -218, 310, 430, 20, d.main)
		d.shade("M-136 -218 H-96 V212 H-136 Q-156 212 -156 192 V-198 Q-156 -218 -136 -218Z")
		d.rect(-60, -150, 170, 96, 14, d.cream)
		d.line("M-34 -116 H84 M-34 -88 H40", d.iron, 9)
		d.rect(116, -218, 16, 430, 0, d.accent)
		for y := -176.0; y <= 176; y += 44 {
			d.line("M-180 "+num(y)+" h46", d.iron, 12)
			d.circle(-134, y, 9, d.ink)
		}
		d.star(26, 66, 1.1, d.light)
	})
	d.at(196, 30, 14, 1, func() {
		d.rect(-15, -170, 30, 290, 0, d.yolk)
		d.rect(5, -170, 10, 290, 0, d.amber)
		d.rect(-15, -204, 30, 40, 10, d.red)
		d.path("M-15 120 H15 L0 172Z", d.paper)
		d.path("M-6 152 H6 L0 172Z", d.ink)
	})
}

func (d *drawing) pen() {
	d.line("M-206 196 Q-150 140 -110 190 T-20 186 T80 190 T196 176", d.light, 13)
	d.at(30, -40, 42, 1, func() {
		d.rect(-34, -236, 68, 210, 30, d.main)
		d.rect(-34, -60, 68, 30, 0, d.gold)
		d.path("M-32 -32 H32 L28 110 Q26 124 14 124 H-14 Q-26 124 -28 110Z", d.dark)
		d.path("M-22 124 H22 L4 226 Q0 236 -4 226Z", d.gold)
		d.line("M0 168 V222", "#a97d22", 5)
		d.circle(0, 162, 7, "#a97d22")
		d.rect(22, -216, 18, 130, 9, d.gold)
		d.gloss("M-14 -196 V-90", 10)
	})
}

func (d *drawing) palette() {
	d.path("M-20 -196 C130 -206 226 -106 214 10 C206 96 120 66 74 76 C24 88 70 140 44 180 C10 224 -206 190 -214 10 C-220 -110 -130 -190 -20 -196Z", d.wood)
	d.shade("M214 10 C206 96 120 66 74 76 C24 88 70 140 44 180 C10 224 -206 190 -214 10 L-214 -8 C-200 160 0 196 30 156 C56 118 10 66 60 52 C106 42 200 70 214 -10Z")
	d.ellipse(8, 116, 30, 26, "#f3edfa")
	for _, p := range []struct {
		x, y, r float64
		fill    string
	}{{-142, -30, 38, d.red}, {-92, -120, 36, d.yolk}, {6, -142, 36, d.leaf}, {104, -98, 36, d.water}, {146, -10, 32, d.main}, {-128, 70, 34, d.white}} {
		d.circle(p.x, p.y, p.r, p.fill)
		d.gloss("M"+num(p.x-p.r*.5)+" "+num(p.y)+" q0 -16 16 -18", 7)
	}
	d.at(60, 20, 38, 1, func() {
		d.rect(-11, -220, 22, 250, 11, d.accent)
		d.path("M-13 20 H13 L17 76 H-17Z", d.steel)
		d.path("M-17 76 H17 Q26 116 0 158 Q-26 116 -17 76Z", d.main)
	})
}

func (d *drawing) mask() {
	d.path("M-150 220 Q-150 120 -60 110 H60 Q150 120 150 220Z", d.light)
	d.path("M-46 70 H46 V130 Q0 176 -46 130Z", "#e9b08c")
	d.path("M-132 -60 C-132 -200 132 -200 132 -60 C132 50 76 130 0 130 C-76 130 -132 50 -132 -60Z", "#f6c9a6")
	d.path("M-112 -44 C-112 -130 112 -130 112 -44 C112 40 66 112 0 112 C-66 112 -112 40 -112 -44Z", d.white)
	d.both(func() {
		d.ellipse(-50, -26, 33, 21, "#f6c9a6")
		d.line("M-74 -28 Q-50 -6 -26 -28 M-62 -16 L-68 -6 M-38 -16 L-32 -6 M-50 -14 V-2", d.ink, 6)
		d.line("M-78 -66 Q-52 -82 -28 -70", d.bark, 8)
	})
	d.line("M-14 24 Q0 34 14 24", d.paper, 8)
	d.ellipse(0, 66, 34, 20, "#f6c9a6")
	d.path("M-24 62 Q-10 52 0 58 Q10 52 24 62 Q0 86 -24 62Z", d.red)
	d.path("M-154 -70 C-190 -180 -100 -236 10 -228 C120 -230 186 -170 154 -70 C120 -126 60 -136 0 -136 C-60 -136 -120 -126 -154 -70Z", d.main)
	d.path("M-60 -222 C10 -250 90 -232 60 -190 C40 -160 -20 -140 -96 -114 C-70 -150 -80 -190 -60 -222Z", d.dark)
	d.star(-190, 20, .5, d.accent)
	d.star(194, -30, .4, d.accent)
	d.star(180, 70, .28, d.accent)
}

func (d *drawing) tube() {
	d.shadow(0, 110)
	d.rect(-72, 140, 144, 80, 14, d.dark)
	d.line("M-42 156 V204 M-14 156 V204 M14 156 V204 M42 156 V204", d.main, 6)
	d.path("M-124 -190 H124 L78 146 H-78Z", d.main)
	d.rect(-130, -222, 260, 42, 8, d.dark)
	d.line("M-114 -201 H114", d.light, 4)
	d.shade("M50 -190 H124 L78 146 H34Z")
	d.circle(0, -50, 66, d.cream)
	for k := range 4 { // osmanthus has four petals
		d.at(0, -50, float64(k)*90, 1, func() { d.ellipse(0, -28, 19, 25, d.main) })
	}
	d.circle(0, -50, 13, d.accent)
	d.line("M-44 56 H44 M-28 84 H28", d.cream, 9)
	d.gloss("M-96 -160 L-84 -80", 11)
}

func (d *drawing) lipstick() {
	d.shadow(0, 150)
	d.at(-56, 0, 0, 1, func() {
		d.path("M-46 -60 V-160 Q-46 -206 46 -222 V-60Z", d.lip)
		d.shine("M-46 -160 Q-46 -206 46 -222 Q30 -160 -46 -140Z")
		d.rect(-56, -70, 112, 90, 6, d.gold)
		d.shade("M20 -70 H50 Q56 -70 56 -64 V20 H20Z")
		d.rect(-76, 20, 152, 200, 14, d.ink)
		d.rect(-76, 20, 152, 22, 6, d.gold)
		d.gloss("M-52 70 V180", 11)
	})
	d.at(114, 0, 0, 1, func() {
		d.rect(-66, 0, 132, 220, 16, d.ink)
		d.rect(-66, 176, 132, 20, 0, d.gold)
		d.heart(0, 94, .62, d.lip)
		d.gloss("M-46 40 V140", 11)
	})
}

func (d *drawing) toothbrush() {
	d.shadow(-20, 170)
	d.at(96, 0, 10, 1, func() {
		d.rect(-15, -130, 30, 120, 10, d.steel)
		d.rect(-24, -226, 48, 104, 20, d.white)
		for i, colour := range []string{d.main, d.water, d.main, d.water} {
			d.rect(-72, -214+22*float64(i), 50, 17, 6, colour)
		}
		d.path("M-38 -20 H38 Q52 60 46 190 Q44 220 20 220 H-20 Q-44 220 -46 190 Q-52 60 -38 -20Z", d.main)
		d.rect(-20, 30, 40, 74, 20, d.cream)
		d.circle(0, 66, 11, d.accent)
		d.rect(-38, -24, 76, 18, 6, d.dark)
	})
	d.path("M-196 10 H-20 L-36 200 Q-38 220 -58 220 H-158 Q-178 220 -180 200Z", d.glass)
	d.path("M-189 90 H-27 L-36 196 Q-38 212 -58 212 H-158 Q-178 212 -180 196Z", d.water)
	d.shade("M-70 10 H-20 L-36 200 Q-38 220 -58 220 H-90Z")
	d.gloss("M-168 50 L-160 150", 10)
	d.bubble(-150, -60, 22)
	d.bubble(-90, -106, 30)
	d.bubble(-176, -130, 14)
}
