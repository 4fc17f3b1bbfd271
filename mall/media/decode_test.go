package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/deepteams/webp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	read "golang.org/x/image/webp"

	"pointsmall/mall"
	"pointsmall/mall/media"
)

var (
	red  = color.NRGBA{R: 220, G: 30, B: 30, A: 255}
	blue = color.NRGBA{R: 30, G: 30, B: 220, A: 255}
)

// half is red in its upper half and blue below, or left and right of a line.
func half(width, height int) *image.NRGBA {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.SetNRGBA(x, y, red)
			if y >= height/2 {
				picture.SetNRGBA(x, y, blue)
			}
		}
	}
	return picture
}

func encoded(t *testing.T, kind string, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, picture, &jpeg.Options{Quality: 95})
	case "png":
		err = png.Encode(&b, picture)
	case "gif":
		err = gif.Encode(&b, picture, nil)
	case "webp":
		err = webp.Encode(&b, picture, webp.DefaultOptions())
	}
	require.NoError(t, err)
	return b.Bytes()
}

func near(t *testing.T, want color.NRGBA, got color.Color, says string) {
	t.Helper()
	r, g, b, _ := got.RGBA()
	for i, pair := range [][2]uint32{{uint32(want.R), r >> 8}, {uint32(want.G), g >> 8}, {uint32(want.B), b >> 8}} {
		assert.InDelta(t, pair[0], pair[1], 40, "%s, channel %d", says, i)
	}
}

func TestEveryFormatIsReadByWhatItIs(t *testing.T) {
	for _, kind := range []string{"jpeg", "png", "gif", "webp"} {
		picture, err := media.Decode(t.Context(), encoded(t, kind, half(60, 40)))
		require.NoError(t, err, kind)
		assert.Equal(t, image.Pt(60, 40), picture.Bounds().Size(), kind)
		near(t, red, picture.At(30, 4), kind)
		near(t, blue, picture.At(30, 36), kind)
	}
}

// exif puts an orientation before the picture of a JPEG.
func exif(content []byte, order binary.ByteOrder, orientation uint16) []byte {
	tiff := []byte("II*\x00")
	if order == binary.BigEndian {
		tiff = []byte("MM\x00*")
	}
	add16 := func(v uint16) { tiff = append(tiff, 0, 0); order.PutUint16(tiff[len(tiff)-2:], v) }
	add32 := func(v uint32) { tiff = append(tiff, 0, 0, 0, 0); order.PutUint32(tiff[len(tiff)-4:], v) }
	add32(8)
	add16(1)
	add16(274)
	add16(3)
	add32(1)
	add16(orientation)
	add16(0)
	add32(0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append(append([]byte{}, content[:2]...), append(segment, body...)...), content[2:]...)
}

// A camera that was held upside down or on its side says so: red is up in the picture that
// is kept only where the stored rows were so.
func TestPicturesAreTurnedAsTheirEXIFSays(t *testing.T) {
	content := encoded(t, "jpeg", half(80, 40))
	for orientation, place := range map[uint16]struct {
		size image.Point
		red  image.Point
	}{
		1: {image.Pt(80, 40), image.Pt(40, 4)}, 2: {image.Pt(80, 40), image.Pt(40, 4)}, 3: {image.Pt(80, 40), image.Pt(40, 36)}, 4: {image.Pt(80, 40), image.Pt(40, 36)},
		5: {image.Pt(40, 80), image.Pt(4, 40)}, 6: {image.Pt(40, 80), image.Pt(36, 40)}, 7: {image.Pt(40, 80), image.Pt(36, 40)}, 8: {image.Pt(40, 80), image.Pt(4, 40)},
		9: {image.Pt(80, 40), image.Pt(40, 4)}, // makes no sense
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			picture, err := media.Decode(t.Context(), exif(content, order, orientation))
			require.NoError(t, err)
			assert.Equal(t, place.size, picture.Bounds().Size(), orientation)
			near(t, red, picture.At(place.red.X, place.red.Y), string(rune('0'+orientation)))
		}
	}
}

// bomb is a PNG of few bytes that says it is large.
func bomb(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 6, 0, 0, 0)
	chunk := append([]byte("IHDR"), header...)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), uint32(len(header)))
	return binary.BigEndian.AppendUint32(append(b, chunk...), crc32.ChecksumIEEE(chunk))
}

func bad(t *testing.T) map[string][]byte {
	t.Helper()
	good := encoded(t, "jpeg", half(60, 40))
	return map[string][]byte{
		"nothing":                       {},
		"text":                          []byte("this is no picture"),
		"SVG":                           []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"HTML after JPEG's first bytes": []byte("\xff\xd8\xff<html><script>alert(1)</script>"),
		"half a JPEG":                   good[:len(good)/2],
		"a bomb":                        bomb(60_000, 60_000),
		"many pixels":                   bomb(5001, 5000),
		"a long side":                   bomb(12_001, 1),
		"no pixels":                     bomb(0, 10),
		"a PNG without data":            bomb(10, 10),
		"a BMP":                         []byte("BM\x00\x00\x00\x00\x00\x00"),
		"a RIFF of sound":               []byte("RIFF\x24\x00\x00\x00WAVEfmt "),
		"too many bytes":                append(good, make([]byte, media.MaxBytes)...),
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	for name, content := range bad(t) {
		_, err := media.Decode(t.Context(), content)
		var refusal *mall.Error
		if assert.True(t, errors.As(err, &refusal), "%s: %v", name, err) {
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code, name)
			assert.Equal(t, []string{"file"}, refusal.Path, name)
			assert.NotEmpty(t, refusal.Text.ZH, name)
		}
	}
}

func TestDecodingEndsWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := media.Decode(ctx, encoded(t, "jpeg", half(60, 40)))
	assert.ErrorIs(t, err, context.Canceled)
}

// Every preset of the encoder makes what another decoder reads, transparent or not.
func TestEveryPresetIsReadByAnotherDecoder(t *testing.T) {
	clear := half(97, 61)
	for x := range 97 {
		clear.SetNRGBA(x, 3, color.NRGBA{})
	}
	for _, preset := range []webp.Preset{webp.PresetDefault, webp.PresetPicture, webp.PresetPhoto, webp.PresetDrawing, webp.PresetIcon, webp.PresetText} {
		for _, picture := range []image.Image{half(97, 61), clear} {
			var b bytes.Buffer
			require.NoError(t, webp.Encode(&b, picture, webp.OptionsForPreset(preset, 80)))
			got, err := read.Decode(&b)
			require.NoError(t, err, preset)
			near(t, red, got.At(50, 20), "red")
			near(t, blue, got.At(50, 50), "blue")
		}
	}
}
