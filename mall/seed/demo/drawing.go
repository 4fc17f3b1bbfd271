package demo

import (
	"bytes"
	"fmt"
)

// drawing collects the SVG elements of one picture. A pictogram is a method on
// it that draws around (0, 0), about 230 units in each direction, with y down;
// things stand on floor.
type drawing struct {
	bytes.Buffer
	theme
	paints
}

// floor is the y that things stand on.
const floor = 220

func (d *drawing) rect(x, y, w, h, r float64, fill string) {
	fmt.Fprintf(d, `<rect x="%g" y="%g" width="%g" height="%g" rx="%g" fill="%s"/>`, x, y, w, h, r, fill)
}

func (d *drawing) circle(x, y, r float64, fill string) {
	fmt.Fprintf(d, `<circle cx="%g" cy="%g" r="%g" fill="%s"/>`, x, y, r, fill)
}

func (d *drawing) ellipse(x, y, rx, ry float64, fill string) {
	fmt.Fprintf(d, `<ellipse cx="%g" cy="%g" rx="%g" ry="%g" fill="%s"/>`, x, y, rx, ry, fill)
}

func (d *drawing) path(path, fill string) {
	fmt.Fprintf(d, `<path d="%s" fill="%s"/>`, path, fill)
}

// line draws along a path with a round pen.
func (d *drawing) line(path, stroke string, width float64) {
	fmt.Fprintf(d, `<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linecap="round" stroke-linejoin="round"/>`, path, stroke, width)
}

// ring is a circle's outline.
func (d *drawing) ring(x, y, r float64, stroke string, width float64) {
	fmt.Fprintf(d, `<circle cx="%g" cy="%g" r="%g" fill="none" stroke="%s" stroke-width="%g"/>`, x, y, r, stroke, width)
}

// shade darkens the part of a thing that is turned away from the light, which
// comes from the left.
func (d *drawing) shade(path string) {
	fmt.Fprintf(d, `<path d="%s" fill="#1d2340" fill-opacity=".13"/>`, path)
}

// shine lightens an edge or a glossy spot.
func (d *drawing) shine(path string) {
	fmt.Fprintf(d, `<path d="%s" fill="#fff" fill-opacity=".32"/>`, path)
}

// gloss is a shine drawn with a round pen.
func (d *drawing) gloss(path string, width float64) {
	fmt.Fprintf(d, `<g opacity=".4">`)
	d.line(path, "#fff", width)
	d.WriteString(`</g>`)
}

// shadow is what a thing of the given half width casts on the floor.
func (d *drawing) shadow(x, rx float64) {
	fmt.Fprintf(d, `<ellipse cx="%g" cy="%d" rx="%g" ry="15" fill="#1d2340" fill-opacity=".12"/>`, x, floor, rx)
}

// at draws moved to (x, y), turned by degrees clockwise and scaled.
func (d *drawing) at(x, y, degrees, scale float64, draw func()) {
	fmt.Fprintf(d, `<g transform="translate(%g %g) rotate(%g) scale(%g)">`, x, y, degrees, scale)
	draw()
	d.WriteString(`</g>`)
}

// both draws once as it is and once mirrored at x = 0.
func (d *drawing) both(draw func()) {
	draw()
	d.WriteString(`<g transform="scale(-1 1)">`)
	draw()
	d.WriteString(`</g>`)
}

// Small signs that several pictograms share, each about 100 units across.

func (d *drawing) heart(x, y, scale float64, fill string) {
	d.at(x, y, 0, scale, func() {
		d.path("M0 46 C-70 0 -58 -48 -28 -48 C-12 -48 -2 -38 0 -26 C2 -38 12 -48 28 -48 C58 -48 70 0 0 46Z", fill)
	})
}

func (d *drawing) leafAt(x, y, degrees, scale float64, fill string) {
	d.at(x, y, degrees, scale, func() {
		d.path("M0 50 C-46 16 -38 -30 0 -60 C38 -30 46 16 0 50Z", fill)
		d.line("M0 46 V-30", d.vein, 4)
	})
}

func (d *drawing) star(x, y, scale float64, fill string) {
	d.at(x, y, 0, scale, func() {
		d.path("M0 -50 L14 -17 L49 -15 L22 8 L31 42 L0 23 L-31 42 L-22 8 L-49 -15 L-14 -17Z", fill)
	})
}

func (d *drawing) drop(x, y, scale float64, fill string) {
	d.at(x, y, 0, scale, func() {
		d.path("M0 -52 C14 -28 34 -8 34 16 A34 34 0 0 1 -34 16 C-34 -8 -14 -28 0 -52Z", fill)
	})
}

// yuan is the ¥ sign, drawn with the pen because a font might lack it.
func (d *drawing) yuan(x, y, scale float64, stroke string) {
	d.at(x, y, 0, scale, func() {
		d.line("M-34 -46 L0 -4 L34 -46 M0 -4 V48 M-30 4 H30 M-30 26 H30", stroke, 13)
	})
}

func (d *drawing) steam(x, y float64) {
	d.at(x, y, 0, 1, func() {
		d.WriteString(`<g opacity=".75">`)
		for _, dx := range []float64{-44, 0, 44} {
			d.at(dx, 0, 0, 1, func() {
				d.line("M0 0 C-22 -22 22 -40 0 -66", d.vapour, 12)
			})
		}
		d.WriteString(`</g>`)
	})
}

func (d *drawing) bubble(x, y, r float64) {
	fmt.Fprintf(d, `<circle cx="%g" cy="%g" r="%g" fill="#fff" fill-opacity=".75"/>`, x, y, r)
	d.ring(x, y, r, d.bubbleRim, 4)
	d.circle(x-r*.35, y-r*.35, r*.2, d.white)
}
