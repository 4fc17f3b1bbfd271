package demo

// Pictograms for cooking and eating.

func (d *drawing) mug() {
	d.shadow(-10, 170)
	d.steam(-24, -118)
	d.line("M128 -22 H160 A56 56 0 0 1 160 120 H122", d.dark, 30)
	d.path("M-160 -84 H120 V150 Q120 220 50 220 H-90 Q-160 220 -160 150Z", d.main)
	d.shade("M50 -84 H120 V150 Q120 220 50 220 H20 Q70 200 70 140Z")
	d.ellipse(-20, -84, 140, 26, d.light)
	d.ellipse(-20, -80, 116, 17, d.coffee)
	d.line("M-160 40 Q-125 10 -90 40 T-20 40 T50 40 T120 40", d.light, 14)
	d.line("M-160 84 Q-125 54 -90 84 T-20 84 T50 84 T120 84", d.accent, 14)
	d.gloss("M-134 -40 V0", 11)
}

func (d *drawing) pan() {
	d.at(-40, -26, 38, 1, func() {
		d.rect(150, -24, 170, 48, 24, d.main)
		d.rect(240, -8, 56, 16, 8, d.dark)
		d.rect(140, -18, 44, 36, 4, d.iron)
	})
	d.circle(-40, -18, 188, d.ink)
	d.circle(-40, -26, 188, "#55617f")
	d.circle(-40, -26, 162, "#39435f")
	d.path("M-130 -60 C-150 -130 -50 -160 0 -120 C50 -130 90 -80 60 -30 C90 30 20 70 -30 40 C-90 80 -160 20 -130 -60Z", d.white)
	d.circle(-44, -40, 46, d.yolk)
	d.gloss("M-70 -52 A30 30 0 0 1 -48 -70", 9)
	d.leafAt(-128, 46, 140, .4, d.leaf)
	d.leafAt(70, -86, 40, .4, d.leaf)
	d.circle(28, 74, 8, d.red)
	d.circle(52, 56, 6, d.red)
}

func (d *drawing) flask() {
	d.shadow(0, 110)
	d.rect(-66, -222, 132, 96, 22, d.dark)
	d.shine("M-66 -190 V-200 Q-66 -222 -44 -222 H-30 V-126 H-66Z")
	d.rect(-76, -134, 152, 20, 8, d.steel)
	d.path("M-76 -114 H76 Q100 -96 100 -60 V186 Q100 220 66 220 H-66 Q-100 220 -100 186 V-60 Q-100 -96 -76 -114Z", d.main)
	d.shade("M44 -114 H76 Q100 -96 100 -60 V186 Q100 220 66 220 H44Z")
	d.rect(-100, 150, 200, 22, 0, d.accent)
	d.path("M-100 60 L-40 -10 L0 36 L34 0 L100 70 V150 H-100Z", d.light)
	d.gloss("M-76 -60 V20", 13)
}

func (d *drawing) lunchBox() {
	d.shadow(0, 205)
	d.rect(-215, -150, 430, 330, 54, d.main)
	d.path("M-215 100 V140 Q-215 214 -150 218 H150 Q215 214 215 140 V100 Q215 180 150 180 H-150 Q-215 180 -215 100Z", d.dark)
	d.rect(-185, -122, 210, 272, 32, d.light)
	d.rect(45, -122, 140, 126, 28, d.light)
	d.rect(45, 22, 140, 128, 28, d.light)
	for _, y := range []float64{-54, 78} {
		d.at(-80, y, 0, 1, func() {
			d.path("M0 -58 Q14 -58 24 -42 L70 24 Q86 52 56 54 H-56 Q-86 52 -70 24 L-24 -42 Q-14 -58 0 -58Z", d.white)
			d.rect(-28, 10, 56, 44, 6, "#34493d")
			d.circle(0, -14, 9, d.red)
		})
	}
	for _, p := range [][2]float64{{86, -70}, {122, -86}, {146, -56}, {106, -44}} {
		d.circle(p[0], p[1], 26, d.leaf)
	}
	d.line("M100 -40 V-18 M136 -46 V-20", "#9ccf84", 14)
	d.ellipse(92, 72, 30, 24, d.yolk)
	d.ellipse(140, 100, 30, 24, d.yolk)
	d.ellipse(92, 72, 16, 12, "#fdd779")
	d.ellipse(140, 100, 16, 12, "#fdd779")
	d.circle(148, 54, 17, d.red)
	d.circle(84, 120, 17, d.red)
}

func (d *drawing) bowl() {
	d.shadow(0, 140)
	d.line("M60 -40 L200 -214", d.bark, 13)
	d.line("M100 -30 L222 -184", d.bark, 13)
	d.path("M-186 0 C-170 -70 -100 -92 0 -92 C100 -92 170 -70 186 0Z", "#f7d68c")
	d.line("M-160 -22 Q-110 -80 -40 -34 M-120 -60 Q-50 -100 10 -50 T130 -50 M-20 -20 Q40 -70 150 -24 M-96 -18 Q-50 -50 0 -18", "#e0b25c", 9)
	d.ellipse(-70, -56, 58, 40, d.white)
	d.circle(-66, -54, 24, d.yolk)
	d.leafAt(36, -62, 70, .5, d.leaf)
	d.leafAt(84, -34, 110, .42, d.moss)
	d.circle(6, -86, 22, d.red)
	d.circle(6, -86, 12, "#f2988c")
	d.path("M-205 -8 H205 Q200 130 84 184 L74 220 H-74 L-84 184 Q-200 130 -205 -8Z", d.main)
	d.shade("M70 -8 H205 Q200 130 84 184 L74 220 H10 Q90 130 70 -8Z")
	d.rect(-212, -20, 424, 30, 15, d.light)
	d.line("M-176 76 Q-140 46 -104 76 T-32 76 T40 76 T112 76 T176 76", d.light, 11)
	d.circle(0, 128, 16, d.accent)
}

func (d *drawing) kettle() {
	d.shadow(0, 170)
	d.line("M100 -90 Q206 -110 206 10 Q206 90 148 110", d.ink, 30)
	d.path("M-112 -40 L-206 -98 L-186 -122 L-96 -92Z", d.iron)
	d.path("M-110 -120 H110 Q150 40 160 160 H-160 Q-150 40 -110 -120Z", d.main)
	d.shade("M50 -120 H110 Q150 40 160 160 H70Z")
	d.rect(-174, 160, 348, 60, 20, d.ink)
	d.circle(120, 190, 10, d.accent)
	d.path("M-110 -120 Q-90 -176 0 -176 Q90 -176 110 -120Z", d.dark)
	d.rect(-26, -212, 52, 44, 18, d.ink)
	d.rect(-40, -40, 60, 160, 30, d.white)
	d.path("M-40 20 H20 V90 A30 30 0 0 1 -40 90Z", d.water)
	d.gloss("M-92 -70 Q-118 20 -124 100", 12)
}

func (d *drawing) oil() {
	d.shadow(0, 130)
	d.rect(-44, -226, 88, 64, 14, d.red)
	d.rect(-44, -180, 88, 14, 0, "#c33f36")
	d.path("M-38 -162 H38 V-110 Q120 -80 120 0 V186 Q120 220 86 220 H-86 Q-120 220 -120 186 V0 Q-120 -80 -38 -110Z", "#f8cf62")
	d.path("M-120 -14 Q-60 -40 0 -18 T120 -22 V186 Q120 220 86 220 H-86 Q-120 220 -120 186Z", d.amber)
	d.rect(-120, 34, 240, 130, 0, d.cream)
	d.rect(-120, 34, 240, 18, 0, d.main)
	d.rect(-120, 146, 240, 18, 0, d.main)
	d.at(-34, 100, 22, .8, func() { d.peanut() })
	d.at(40, 104, -34, .7, func() { d.peanut() })
	d.shade("M60 -96 Q120 -70 120 0 V186 Q120 220 86 220 H60Z")
	d.gloss("M-92 -20 Q-90 -60 -52 -80", 12)
}

func (d *drawing) peanut() {
	d.path("M0 -62 C40 -62 38 -22 24 -4 C48 14 44 64 0 64 C-44 64 -48 14 -24 -4 C-38 -22 -40 -62 0 -62Z", "#dca964")
	d.line("M-14 -40 V-18 M12 -42 V-20 M-20 18 V42 M0 14 V48 M20 18 V42", d.bark, 5)
}

func (d *drawing) meal() {
	d.steamHeart()
	d.at(0, 40, 0, .9, func() {
		d.shadow(0, 150)
		d.path("M-190 -4 C-150 -84 -60 -76 0 -84 C60 -76 150 -84 190 -4Z", d.white)
		d.circle(-130, -34, 32, d.moss)
		d.circle(-88, -58, 40, d.leaf)
		d.circle(-46, -30, 26, d.moss)
		d.ellipse(84, -54, 64, 32, d.yolk)
		d.ellipse(124, -28, 50, 26, "#fdd779")
		d.circle(0, -58, 36, d.red)
		d.gloss("M-20 -64 A22 22 0 0 1 -6 -78", 7)
		d.path("M-210 -8 H210 Q200 140 84 190 L74 220 H-74 L-84 190 Q-200 140 -210 -8Z", d.main)
		d.shade("M70 -8 H210 Q200 140 84 190 L74 220 H10 Q90 140 70 -8Z")
		d.rect(-218, -20, 436, 32, 16, d.light)
		d.heart(0, 96, .9, d.white)
	})
}

func (d *drawing) steamHeart() {
	d.heart(0, -150, 1.1, d.red)
	d.heart(-100, -100, .5, d.light)
	d.heart(104, -112, .56, d.light)
}
