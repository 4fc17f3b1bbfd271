package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"github.com/deepteams/webp"
	scale "golang.org/x/image/draw"
)

// Widths are the widths of the files that are made of a picture, in pixels. One that is
// narrower than the widest gets a file of its own width instead of those that are wider.
var Widths = []int{320, 640, 1280}

// The kinds of files that are made, by the ends of their names.
const (
	JPEG = "jpg"
	WebP = "webp"
)

// Types are the content types of files.
var Types = map[string]string{JPEG: "image/jpeg", WebP: "image/webp"}

// Quality of the files, as their formats count it from 0 to 100.
const (
	jpegQuality = 82
	webpQuality = 80
)

// made is a picture as files.
type made struct {
	width, height int // of the largest
	widths        []int
	files         map[file][]byte
}

type file struct {
	width int
	kind  string
}

// makeFiles makes the files of a picture. Where it is transparent a JPEG is white.
func makeFiles(ctx context.Context, picture image.Image) (made, error) {
	m := made{files: map[file][]byte{}}
	own := picture.Bounds().Dx()
	for _, width := range Widths {
		if width < own {
			m.widths = append(m.widths, width)
		}
	}
	if len(m.widths) < len(Widths) {
		m.widths = append(m.widths, own)
	}
	for _, width := range m.widths {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		small := resize(picture, width)
		m.width, m.height = width, small.Bounds().Dy()
		var flat, modern bytes.Buffer
		if err := jpeg.Encode(&flat, onWhite(small), &jpeg.Options{Quality: jpegQuality}); err != nil {
			return m, fmt.Errorf("encode a JPEG of %d pixels: %w", width, err)
		}
		if err := webp.Encode(&modern, small, webp.OptionsForPreset(webp.PresetPhoto, webpQuality)); err != nil {
			return m, fmt.Errorf("encode a WebP of %d pixels: %w", width, err)
		}
		m.files[file{width, JPEG}], m.files[file{width, WebP}] = flat.Bytes(), modern.Bytes()
	}
	return m, nil
}

// resize makes a picture as wide as asked for, in its own proportions.
func resize(picture image.Image, width int) *image.NRGBA {
	b := picture.Bounds()
	height := max(1, (b.Dy()*width+b.Dx()/2)/b.Dx())
	small := image.NewNRGBA(image.Rect(0, 0, width, height))
	if width == b.Dx() {
		draw.Draw(small, small.Bounds(), picture, b.Min, draw.Src)
	} else {
		scale.CatmullRom.Scale(small, small.Bounds(), picture, b, draw.Src, nil)
	}
	return small
}

func onWhite(picture *image.NRGBA) image.Image {
	if picture.Opaque() {
		return picture
	}
	flat := image.NewRGBA(picture.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), picture, image.Point{}, draw.Over)
	return flat
}
