package media

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"pointsmall/mall"
)

// Bounds of what may be uploaded.
const (
	// MaxBytes is the largest file.
	MaxBytes = 10 << 20
	// MaxPixels is how many pixels a picture has at most: some 100 MB while it is in memory.
	MaxPixels = 25_000_000
	// maxSide is the longest side in pixels.
	maxSide = 12_000
)

// format is a kind of file that is read. Its first bytes say which one it is; names and
// content types that callers send say nothing.
type format struct {
	begins func(content []byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = []format{
	{prefixed("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode},
	{prefixed("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode},
	{prefixed("GIF8"), gif.DecodeConfig, gif.Decode}, // the first picture of those that move
	{func(c []byte) bool { return len(c) > 12 && string(c[:4]) == "RIFF" && string(c[8:12]) == "WEBP" }, webp.DecodeConfig, webp.Decode},
}

func prefixed(with string) func([]byte) bool {
	return func(content []byte) bool { return bytes.HasPrefix(content, []byte(with)) }
}

// Decode reads a picture, turned as its EXIF says. It stops when ctx is done.
// Refusals: INVALID_INPUT.
func Decode(ctx context.Context, content []byte) (image.Image, error) {
	if len(content) > MaxBytes {
		return nil, mall.Errorf(mall.CodeInvalidInput, "a picture has at most %d MiB", "图片最大 %d MiB", MaxBytes>>20).At("file")
	}
	for _, f := range formats {
		if !f.begins(content) {
			continue
		}
		size, err := f.config(bytes.NewReader(content))
		if err != nil {
			return nil, broken()
		}
		if size.Width <= 0 || size.Height <= 0 || size.Width > maxSide || size.Height > maxSide || size.Width*size.Height > MaxPixels {
			return nil, mall.Errorf(mall.CodeInvalidInput, "the picture measures %[1]d × %[2]d: at most %[3]d on a side and %[4]s in all are allowed",
				"图片尺寸为 %[1]d × %[2]d 像素：边长最多 %[3]d，总计最多 %[4]d 像素", size.Width, size.Height, maxSide, mall.Count(MaxPixels, "pixel")).At("file")
		}
		picture, err := f.decode(&patient{ctx, bytes.NewReader(content)})
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil || picture.Bounds().Empty():
			return nil, broken()
		}
		return turn(picture, orientation(content)), nil
	}
	return nil, mall.Errorf(mall.CodeInvalidInput, "this is no picture that is read here: send a JPEG, PNG, WebP or GIF file", "无法识别该图片，请上传 JPEG、PNG、WebP 或 GIF 文件").At("file")
}

func broken() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the picture is damaged: it cannot be read to its end", "图片已损坏，无法完整读取").At("file")
}

// patient is a reader that ends with its context: a JPEG of many small scans takes long to
// decode for its size.
type patient struct {
	ctx context.Context
	r   io.Reader
}

// Read reads until the context is done.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
