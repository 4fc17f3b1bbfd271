package demo

// Pictograms of devices and of what runs on them.

func (d *drawing) phone() {
	d.shadow(0, 170)
	d.at(-68, -2, -10, 1, func() {
		d.rect(-108, -216, 216, 432, 36, d.dark)
		d.rect(-108, -216, 206, 432, 36, d.main)
		d.rect(-88, -196, 84, 132, 26, d.dark)
		d.circle(-46, -162, 27, d.ink)
		d.circle(-46, -162, 12, d.water)
		d.circle(-46, -100, 27, d.ink)
		d.circle(-46, -100, 12, d.water)
	})
	d.at(58, 2, 6, 1, func() {
		d.rect(-112, -220, 224, 440, 38, d.ink)
		d.rect(-98, -206, 196, 412, 26, d.light)
		d.circle(30, -40, 54, d.accent)
		d.path("M-98 60 Q-40 -20 20 50 T98 40 V180 Q98 206 72 206 H-72 Q-98 206 -98 180Z", d.main)
		d.path("M-98 124 Q-20 60 40 120 T98 124 V180 Q98 206 72 206 H-72 Q-98 206 -98 180Z", d.dark)
		d.rect(-30, -194, 60, 16, 8, d.ink)
		d.rect(-36, 186, 72, 8, 4, d.white)
		d.line("M-66 -138 H-10", d.white, 16)
		d.line("M-66 -104 H-36", d.white, 9)
	})
}

func (d *drawing) tablet() {
	d.shadow(0, 190)
	d.at(-10, -6, -5, 1, func() {
		d.rect(-164, -222, 328, 436, 32, d.ink)
		d.rect(-144, -202, 288, 396, 16, d.light)
		d.path("M-144 40 Q-60 -60 20 30 T144 0 V178 Q144 194 128 194 H-128 Q-144 194 -144 178Z", d.main)
		d.circle(66, -92, 44, d.accent)
		for i, colour := range []string{d.red, d.amber, d.leaf, d.water} {
			d.rect(-106+56*float64(i), 132, 42, 42, 11, colour)
		}
		d.rect(-106, -166, 110, 22, 11, d.white)
		d.rect(-106, -132, 66, 14, 7, d.white)
		d.circle(0, -212, 4, d.iron)
	})
	d.at(186, 20, 12, 1, func() {
		d.rect(-12, -190, 24, 330, 8, d.white)
		d.rect(0, -190, 12, 330, 0, d.steel)
		d.path("M-12 140 H12 L0 184Z", d.iron)
		d.rect(-12, -176, 24, 20, 0, d.accent)
	})
}

func (d *drawing) headphones() {
	d.line("M-166 70 V-20 A166 166 0 0 1 166 -20 V70", d.dark, 42)
	d.line("M-112 -146 A166 166 0 0 1 112 -146", d.main, 42)
	d.gloss("M-104 -158 A172 172 0 0 1 -10 -194", 9)
	d.both(func() {
		d.rect(-140, 6, 44, 190, 22, d.ink)
		d.rect(-216, -8, 92, 216, 46, d.main)
		d.rect(-198, 30, 26, 140, 13, d.dark)
	})
	d.at(0, 96, 0, .72, func() {
		d.line("M-22 48 V-48 L56 -66 V30", d.accent, 16)
		d.ellipse(-46, 50, 30, 23, d.accent)
		d.ellipse(32, 32, 30, 23, d.accent)
	})
}

func (d *drawing) speaker() {
	d.shadow(0, 140)
	d.rect(-130, -216, 260, 436, 56, d.main)
	d.shade("M60 -216 H74 Q130 -216 130 -160 V164 Q130 220 74 220 H60Z")
	d.circle(0, 84, 98, d.dark)
	d.circle(0, 84, 76, d.ink)
	d.circle(0, 84, 34, d.iron)
	d.circle(-8, 76, 16, d.steel)
	d.circle(0, -110, 56, d.dark)
	d.circle(0, -110, 38, d.ink)
	d.circle(0, -110, 15, d.iron)
	d.circle(0, -190, 8, d.accent)
	d.both(func() {
		d.line("M168 20 Q192 60 168 100 M204 -10 Q244 60 204 130", d.accent, 13)
	})
}

func (d *drawing) watch() {
	d.shadow(0, 90)
	d.path("M-76 -100 L-58 -216 Q-56 -228 -44 -228 H44 Q56 -228 58 -216 L76 -100Z", d.main)
	d.path("M-76 100 L-58 208 Q-56 220 -44 220 H44 Q56 220 58 208 L76 100Z", d.main)
	d.line("M0 -196 V-180 M0 -160 V-144", d.dark, 10)
	d.line("M0 150 V156 M0 176 V182", d.dark, 10)
	d.rect(118, -34, 30, 60, 10, d.iron)
	d.rect(-132, -136, 264, 272, 72, d.iron)
	d.rect(-120, -124, 240, 248, 62, d.ink)
	d.ring(0, 0, 84, "#414b6d", 18)
	d.line("M0 -84 A84 84 0 1 1 -73 42", d.accent, 18)
	d.heart(0, -14, .56, d.red)
	d.line("M-44 36 H-22 L-10 16 L8 54 L20 36 H44", d.white, 7)
}

func (d *drawing) powerBank() {
	d.shadow(-20, 140)
	d.line("M60 -150 Q60 -220 130 -214 Q206 -206 192 -96 Q180 20 196 110", d.ink, 13)
	d.rect(172, 104, 48, 62, 10, d.ink)
	d.rect(182, 162, 28, 34, 3, d.steel)
	d.rect(-170, -150, 270, 370, 44, d.main)
	d.shade("M40 -150 H56 Q100 -150 100 -106 V176 Q100 220 56 220 H40Z")
	d.rect(36, -174, 48, 34, 6, d.steel)
	d.path("M-18 -96 L-104 42 H-44 L-58 150 L36 2 H-28Z", d.accent)
	d.circle(-120, 180, 8, d.white)
	d.circle(-94, 180, 8, d.white)
	d.circle(-68, 180, 8, d.white)
	d.circle(-42, 180, 8, d.light)
	d.gloss("M-146 -60 V-90 Q-146 -124 -112 -126", 11)
}

func (d *drawing) screen() {
	d.shadow(0, 130)
	d.path("M-30 120 H30 L44 200 H-44Z", d.iron)
	d.rect(-110, 196, 220, 24, 12, d.ink)
	d.rect(-226, -180, 452, 316, 26, d.ink)
	d.rect(-206, -160, 412, 276, 12, d.main)
	d.path("M-206 60 L-206 -148 Q-206 -160 -194 -160 H20Z", d.light)
	d.circle(0, -24, 78, d.white)
	d.path("M-24 -64 Q-24 -74 -15 -69 L46 -31 Q54 -25 46 -19 L-15 19 Q-24 24 -24 14Z", d.main)
	d.line("M-176 86 H176", d.dark, 11)
	d.line("M-176 86 H-20", d.accent, 11)
	d.circle(-20, 86, 15, d.white)
}

func (d *drawing) simCard() {
	d.shadow(0, 170)
	d.at(-30, 0, -6, 1, func() {
		d.path("M-136 -216 H60 L146 -124 V188 Q146 216 118 216 H-136 Q-164 216 -164 188 V-188 Q-164 -216 -136 -216Z", d.main)
		d.shine("M-136 -216 H60 L70 -205 L-164 40 V-188 Q-164 -216 -136 -216Z")
		d.rect(-112, -40, 196, 190, 26, d.gold)
		d.line("M-112 24 H-50 M-112 86 H-50 M22 24 H84 M22 86 H84 M-50 -40 V150 M22 -40 V150", "#b98a2c", 8)
		d.line("M-112 -150 V-126 M-76 -168 V-126 M-40 -186 V-126", d.white, 15)
	})
	d.circle(124, 128, 92, "#b98a2c")
	d.circle(120, 122, 92, d.gold)
	d.ring(120, 122, 72, "#f8dd8d", 7)
	d.yuan(120, 124, .94, d.white)
}

func (d *drawing) gamepad() {
	d.shadow(0, 190)
	d.path("M-120 -100 H120 Q178 -100 196 -20 L222 116 Q232 182 176 182 Q144 182 116 140 L84 92 H-84 L-116 140 Q-144 182 -176 182 Q-232 182 -222 116 L-196 -20 Q-178 -100 -120 -100Z", d.main)
	d.shade("M-222 116 Q-232 182 -176 182 Q-144 182 -116 140 L-84 92 H84 L116 140 Q144 182 176 182 Q232 182 222 116 L219 100 Q214 148 176 146 Q144 146 116 104 L94 62 H-94 L-116 104 Q-144 146 -176 146 Q-214 148 -219 100Z")
	d.both(func() { d.rect(-156, -124, 92, 34, 17, d.dark) })
	d.path("M-136 -56 H-100 V-28 H-72 V8 H-100 V36 H-136 V8 H-164 V-28 H-136Z", d.ink)
	for _, b := range []struct {
		x, y float64
		fill string
	}{{118, -44, d.yolk}, {118, 24, d.leaf}, {84, -10, d.water}, {152, -10, d.red}} {
		d.circle(b.x, b.y, 19, b.fill)
	}
	d.both(func() { d.circle(-46, 50, 30, d.ink); d.circle(-46, 46, 20, d.iron) })
	d.rect(-34, -56, 24, 12, 6, d.light)
	d.rect(10, -56, 24, 12, 6, d.light)
	d.star(-90, -190, .42, d.accent)
	d.star(0, -214, .6, d.accent)
	d.star(90, -190, .42, d.accent)
}
