package member

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
)

// quietQR and quiet128 are the white margins that readers need, in modules.
const (
	quietQR    = 4
	quiet128   = 10
	height128  = 40
	blackOnSVG = `<path fill="#000" d="`
)

// QR draws a text as a QR code, an SVG document of one path.
func QR(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	return svg(code, code.Bounds().Dy(), quietQR, 1), nil
}

// Code128 draws a text as a Code 128, an SVG document of one path.
func Code128(text string) (string, error) {
	code, err := code128.Encode(text)
	if err != nil {
		return "", err
	}
	return svg(code, 1, quiet128, height128), nil
}

// svg draws the dark modules of rows, each of which is so many units high.
func svg(code barcode.Barcode, rows, quiet, high int) string {
	width := code.Bounds().Dx()
	across, down := width+2*quiet, rows*high+2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/>%s`, across, down, across, down, blackOnSVG)
	for y := range rows {
		for x := 0; x < width; x++ {
			from := x
			for x < width && isDark(code, x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv%dh-%dz", from+quiet, y*high+quiet, x-from, high, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

func isDark(code barcode.Barcode, x, y int) bool {
	bounds := code.Bounds()
	return color.GrayModel.Convert(code.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.Gray).Y < 128
}
