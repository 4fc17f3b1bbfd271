package demo

// Pictograms of things that make a room pleasant.

func (d *drawing) plant() {
	d.shadow(0, 120)
	for _, l := range []struct {
		x, y, turn, scale float64
		light             bool
	}{
		{-118, -40, -62, 1.25, false},
		{118, -40, 62, 1.25, false},
		{-84, -118, -34, 1.4, true},
		{84, -118, 34, 1.4, true},
		{0, -146, 0, 1.5, false},
		{-48, -34, -22, 1.1, false},
		{52, -30, 24, 1.1, false},
	} {
		colour := d.moss
		if l.light {
			colour = d.leaf
		}
		d.leafAt(l.x, l.y, l.turn, l.scale, colour)
	}
	d.line("M0 60 V-70 M0 50 Q-20 0 -80 -20 M0 50 Q20 0 80 -20 M0 30 Q-10 -50 -60 -60 M0 30 Q10 -50 60 -60", d.vein, 8)
	d.path("M-108 60 H108 L84 204 Q80 220 64 220 H-64 Q-80 220 -84 204Z", d.main)
	d.shade("M40 60 H108 L84 204 Q80 220 64 220 H30Z")
	d.rect(-124, 28, 248, 48, 12, d.main)
	d.shine("M-112 28 H112 Q124 28 124 40 V44 H-124 V40 Q-124 28 -112 28Z")
	d.line("M-84 130 L-56 110 L-28 130 L0 110 L28 130 L56 110 L84 130", d.light, 9)
}

func (d *drawing) lamp() {
	d.shadow(0, 150)
	d.path("M-90 -20 H90 L210 220 H-210Z", "#fff3b8")
	d.rect(-11, -20, 22, 200, 0, d.wood)
	d.rect(0, -20, 11, 200, 0, d.bark)
	d.path("M-96 220 Q-96 176 -40 172 H40 Q96 176 96 220Z", d.wood)
	d.shade("M20 172 H40 Q96 176 96 220 H20Z")
	d.path("M-78 -206 H78 L150 -20 H-150Z", d.main)
	d.path("M-78 -206 H-34 L-64 -20 H-150Z", d.light)
	d.shade("M36 -206 H78 L150 -20 H70Z")
	d.rect(-154, -32, 308, 18, 9, d.dark)
	d.line("M84 -14 V54", d.iron, 5)
	d.circle(84, 62, 10, d.accent)
}

func (d *drawing) frame() {
	d.shadow(0, 170)
	d.rect(-170, -220, 340, 440, 10, d.wood)
	d.rect(-146, -196, 292, 392, 4, d.bark)
	d.rect(-140, -190, 280, 380, 2, d.white)
	d.rect(-104, -150, 208, 300, 2, d.light)
	d.circle(38, -74, 38, d.accent)
	d.path("M-104 40 L-40 -46 L10 20 L50 -20 L104 50 V150 H-104Z", d.main)
	d.path("M-104 96 Q-40 50 20 90 T104 84 V150 H-104Z", d.dark)
	d.shine("M-140 -190 H-20 L-140 20Z")
}

func (d *drawing) candle() {
	d.shadow(0, 140)
	d.path("M0 -216 C34 -166 46 -140 30 -112 A34 34 0 0 1 -30 -112 C-44 -138 -10 -160 0 -216Z", d.amber)
	d.path("M2 -160 C18 -138 22 -124 14 -112 A17 17 0 0 1 -14 -112 C-20 -126 -2 -138 2 -160Z", "#fff0a8")
	d.line("M0 -96 V-50", d.ink, 8)
	d.path("M-130 -60 A130 26 0 0 1 130 -60 V186 Q130 220 96 220 H-96 Q-130 220 -130 186Z", d.glass)
	d.path("M-112 -44 H112 V182 Q112 202 92 202 H-92 Q-112 202 -112 182Z", d.cream)
	d.ellipse(0, -44, 112, 16, d.paper)
	d.line("M0 -40 V-76", d.ink, 8)
	d.rect(-130, 30, 260, 112, 0, d.main)
	d.leafAt(-44, 88, -60, .66, d.light)
	d.leafAt(44, 88, 60, .66, d.light)
	d.circle(0, 88, 14, d.accent)
	d.shade("M64 -80 Q130 -76 130 -60 V186 Q130 220 96 220 H64Z")
	d.gloss("M-112 -20 V150", 10)
}

func (d *drawing) clock() {
	d.circle(8, 10, 212, d.dark)
	d.circle(0, 0, 212, d.main)
	d.circle(0, 0, 172, d.cream)
	for hour := range 12 {
		d.at(0, 0, float64(hour)*30, 1, func() {
			if hour%3 == 0 {
				d.line("M0 -146 V-120", d.ink, 14)
			} else {
				d.line("M0 -146 V-134", d.iron, 9)
			}
		})
	}
	d.line("M0 0 L-68 -56", d.ink, 17)
	d.line("M0 0 L40 -112", d.ink, 12)
	d.line("M-14 34 L34 -84", d.accent, 6)
	d.circle(0, 0, 15, d.ink)
	d.circle(0, 0, 6, d.accent)
	d.gloss("M-184 -52 A192 192 0 0 1 -84 -172", 12)
}
