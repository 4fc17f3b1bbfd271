package demo

import (
	"fmt"
	"hash/fnv"
	"html"
	"io"
)

// Picture draws the product with that slug as an SVG document of 800 by 800
// units; ok is false when the demo catalog has no such product. The document
// needs no font, script or other file, and is the same every time.
func Picture(slug string) (svg []byte, ok bool) {
	c, err := loadOnce()
	if err != nil {
		return nil, false
	}
	for _, p := range c.Products {
		if p.Slug == slug {
			return draw(p)
		}
	}
	return nil, false
}

// draw gives neighbours in a category different colours and stages by taking
// them from the slug.
func draw(p Product) ([]byte, bool) {
	pictogram, ok := pictograms[p.Picture]
	b, found := backdrops[p.Category]
	if !ok || !found {
		return nil, false
	}
	h := fnv.New32a()
	_, _ = io.WriteString(h, p.Slug)
	n := int(h.Sum32() >> 1)

	d := &drawing{theme: b.themes[n%len(b.themes)], paints: natural}
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img"><title>%s</title>`, html.EscapeString(p.Name.EN))
	d.rect(0, 0, 800, 800, 0, b.wall)
	d.at(400, 400, 0, 1, func() {
		d.stage(b, n/7%len(stages))
		d.confetti(b, n/41%4)
		pictogram(d)
	})
	d.WriteString(`</svg>`)
	return d.Bytes(), true
}

// stages are the quiet shapes that set a product off from the wall.
var stages = []string{
	"M0 -310 A310 310 0 1 1 0 310 A310 310 0 1 1 0 -310Z",
	"M-270 290 V-20 A270 270 0 0 1 270 -20 V290 Q270 310 250 310 H-250 Q-270 310 -270 290Z",
	"M-200 -290 H200 Q290 -290 290 -200 V200 Q290 290 200 290 H-200 Q-290 290 -290 200 V-200 Q-290 -290 -200 -290Z",
	"M-40 -312 C120 -330 290 -220 306 -50 C322 120 260 270 90 302 C-80 334 -270 270 -306 100 C-340 -70 -200 -294 -40 -312Z",
}

func (d *drawing) stage(b backdrop, shape int) {
	d.path(stages[shape], b.stage)
}

// confetti puts a few small marks near the corners, clear of the product.
func (d *drawing) confetti(b backdrop, turn int) {
	d.at(0, 0, float64(turn)*90, 1, func() {
		d.ring(-318, -322, 24, b.dots, 9)
		d.circle(330, -318, 13, b.dots)
		d.circle(296, -346, 7, b.dots)
		d.line("M-336 318 H-292 M-314 296 V340", b.dots, 10)
		d.circle(322, 300, 9, b.stage)
		d.ring(340, 334, 15, b.stage, 7)
	})
}
