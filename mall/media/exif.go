package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
)

// orientation is what the EXIF of a JPEG says about how it is to be turned: 1 to 8, as in TIFF
// 6.0, tag 274. 1, as it is, where it says nothing that makes sense.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		marker, size := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		end := at + 2 + size
		if marker == 0xda || size < 2 || end > len(content) { // the picture itself begins
			break
		}
		if body, ok := bytes.CutPrefix(content[at+4:end], []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return orientationOf(body)
		}
		at = end
	}
	return 1
}

// orientationOf reads the tag from a TIFF header and its first directory.
func orientationOf(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	for entries := order.Uint16(tiff[at:]); entries > 0; entries-- {
		entry := at + 2 + 12*int64(entries-1)
		if entry+12 > int64(len(tiff)) || order.Uint16(tiff[entry:]) != 274 {
			continue
		}
		if v := order.Uint16(tiff[entry+8:]); v >= 1 && v <= 8 {
			return int(v)
		}
	}
	return 1
}

// turn turns and mirrors a picture as its orientation says, so that it stands upright.
func turn(picture image.Image, orientation int) image.Image {
	if orientation == 1 {
		return picture
	}
	b := picture.Bounds()
	width, height := b.Dx(), b.Dy()
	source := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(source, source.Bounds(), picture, b.Min, draw.Src)
	size := image.Rect(0, 0, width, height)
	if orientation >= 5 {
		size = image.Rect(0, 0, height, width)
	}
	upright := image.NewNRGBA(size)
	for y := range height {
		for x := range width {
			toX, toY := x, y
			switch orientation {
			case 2:
				toX = width - 1 - x
			case 3:
				toX, toY = width-1-x, height-1-y
			case 4:
				toY = height - 1 - y
			case 5:
				toX, toY = y, x
			case 6:
				toX, toY = height-1-y, x
			case 7:
				toX, toY = height-1-y, width-1-x
			case 8:
				toX, toY = y, width-1-x
			}
			from, to := source.PixOffset(x, y), upright.PixOffset(toX, toY)
			copy(upright.Pix[to:to+4], source.Pix[from:from+4])
		}
	}
	return upright
}
