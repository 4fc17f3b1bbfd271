package media

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Files is where the files of pictures lie.
type Files interface {
	// Put writes a file, or writes it again.
	Put(ctx context.Context, name, contentType string, content []byte) error
	// Get reads a file; ErrNoFile when it is not there.
	Get(ctx context.Context, name string) ([]byte, error)
	// Remove removes a file; one that is not there is no error.
	Remove(ctx context.Context, name string) error
}

// ErrNoFile says that there is no such file.
var ErrNoFile = errors.New("no such file")

// Path is below which pictures are served.
const Path = "/media/"

var names = regexp.MustCompile(`^[0-9a-f]{64}-[0-9a-f]{8}-[1-9][0-9]{0,4}\.(jpg|webp)$`)

// IsName reports whether a file of a picture may have this name.
func IsName(name string) bool { return names.MatchString(name) }

// base is how the names of a picture's files begin. The id's end keeps what is uploaded again
// apart from what is just being removed.
func base(p *ent.Picture) string {
	id := p.ID.UUID().String()
	return p.Hash + "-" + id[len(id)-8:]
}

func nameOf(base string, width int, kind string) string {
	return base + "-" + strconv.Itoa(width) + "." + kind
}

// Source is one file of a picture, as pages choose among them.
type Source struct {
	URL   mall.Path
	Width int
	// Type is its content type.
	Type string
}

// Sources are the files of an image, WebP before JPEG, the narrowest first; none of one that
// was not uploaded.
func Sources(i mall.Image) []Source {
	all := []Source{}
	for _, kind := range []string{WebP, JPEG} {
		for _, width := range i.Widths {
			all = append(all, Source{URL: mall.Path(nameOf(string(i.Base), width, kind)), Width: width, Type: Types[kind]})
		}
	}
	return all
}

// ImageOf is a picture as products show it, without a text.
func ImageOf(p *ent.Picture) mall.Image {
	at := Path + base(p)
	return mall.Image{Path: mall.Path(nameOf(at, p.Width, JPEG)), Picture: &p.ID, Width: p.Width, Height: p.Height, Base: mall.Path(at), Widths: p.Widths}
}

// Disk keeps files in a folder, which is made with the first of them.
type Disk struct{ Folder string }

func (d Disk) path(name string) string { return filepath.Join(d.Folder, name[:2], name) }

// Put writes a file beside its place and then moves it there: nobody reads half of one.
func (d Disk) Put(_ context.Context, name, _ string, content []byte) (err error) {
	path := d.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Get reads a file.
func (d Disk) Get(_ context.Context, name string) ([]byte, error) {
	content, err := os.ReadFile(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoFile
	}
	return content, err
}

// Remove removes a file.
func (d Disk) Remove(_ context.Context, name string) error {
	if err := os.Remove(d.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
