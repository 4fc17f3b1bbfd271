package media_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	read "golang.org/x/image/webp"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/media"
)

var keeper = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}

// withFiles is a mall that keeps pictures in a folder of its own.
func withFiles(t *testing.T, f func(t *testing.T, m *malltest.Mall, folder string)) {
	t.Helper()
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		folder := t.TempDir()
		m.Media.Files = media.Disk{Folder: folder}
		f(t, m, folder)
	})
}

// files are the names of the files below a folder.
func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, d.Name())
		}
		return err
	}))
	return names
}

func upload(t *testing.T, m *malltest.Mall, content []byte) *ent.Picture {
	t.Helper()
	p, err := m.Media.Upload(t.Context(), keeper, bytes.NewReader(content))
	require.NoError(t, err)
	return p
}

func TestAPictureIsKeptInItsWidthsAndServed(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, folder string) {
		p := upload(t, m, encoded(t, "jpeg", half(900, 600)))
		assert.Equal(t, []int{320, 640, 900}, p.Widths)
		assert.Equal(t, []int{900, 600}, []int{p.Width, p.Height})
		assert.Len(t, files(t, folder), 6)
		sources := media.Sources(media.ImageOf(p))
		require.Len(t, sources, 6)
		for _, s := range sources {
			name := strings.TrimPrefix(string(s.URL), media.Path)
			require.True(t, media.IsName(name), name)
			content, err := m.Media.File(t.Context(), name)
			require.NoError(t, err)
			var picture image.Image
			if s.Type == "image/webp" {
				picture, err = read.Decode(bytes.NewReader(content))
			} else {
				picture, err = jpeg.Decode(bytes.NewReader(content))
			}
			require.NoError(t, err, name)
			assert.Equal(t, image.Pt(s.Width, s.Width*2/3), picture.Bounds().Size().Add(image.Pt(0, s.Width*2/3-picture.Bounds().Dy())))
			near(t, red, picture.At(s.Width/2, 10), name)
			near(t, blue, picture.At(s.Width/2, picture.Bounds().Dy()-10), name)
		}
		again := upload(t, m, encoded(t, "jpeg", half(900, 600)))
		assert.Equal(t, p.ID, again.ID, "the same again is the one that is there")
		assert.Len(t, files(t, folder), 6)
		small := upload(t, m, encoded(t, "png", half(40, 40)))
		assert.Equal(t, []int{40}, small.Widths)
		for _, name := range []string{"", "x", "../" + files(t, folder)[0], strings.Repeat("a", 64) + "-12345678-320.jpg"} {
			_, err := m.Media.File(t.Context(), name)
			assert.ErrorIs(t, err, media.ErrNoFile, name)
		}
	})
}

// What is no picture leaves nothing: no file, no row.
// Two servers that got one picture at one time have made two rows of it.
func TestAPictureThatWasMadeTwiceIsFoundAgain(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, _ string) {
		content := encoded(t, "png", half(4, 4))
		first := upload(t, m, content)
		m.Update(t, func(client *ent.Client) error {
			return client.Picture.Create().SetHash(first.Hash).SetWidth(first.Width).SetHeight(first.Height).SetWidths(first.Widths).SetState(first.State).
				SetNillableUnusedSince(first.UnusedSince).SetUploadedBy(first.UploadedBy).SetUploadedAt(first.UploadedAt).Exec(t.Context())
		})
		assert.Equal(t, first.ID, upload(t, m, content).ID)
	})
}

func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, folder string) {
		for name, content := range bad(t) {
			_, err := m.Media.Upload(t.Context(), keeper, bytes.NewReader(content))
			var refusal *mall.Error
			assert.True(t, errors.As(err, &refusal), name)
		}
		assert.Empty(t, files(t, folder))
		n, err := m.DB.Ent().Picture.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, n)
		m.Media.Files = nil
		_, err = m.Media.Upload(t.Context(), keeper, bytes.NewReader(encoded(t, "png", half(4, 4))))
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, mall.CodeNotAvailable, refusal.Code)
	})
}

// failing is a place that takes some files and then none.
type failing struct {
	media.Disk
	mu   sync.Mutex
	left int
	stay bool
}

var errFull = errors.New("the disk is full")

func (f *failing) Put(ctx context.Context, name, kind string, content []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left < 0 {
		return errFull
	}
	return f.Disk.Put(ctx, name, kind, content)
}

func (f *failing) Remove(ctx context.Context, name string) error {
	if f.stay {
		return errFull
	}
	return f.Disk.Remove(ctx, name)
}

func TestAPlaceThatFailsKeepsNoHalves(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, folder string) {
		place := &failing{Disk: media.Disk{Folder: folder}, left: 3}
		m.Media.Files = place
		content := encoded(t, "jpeg", half(900, 600))
		_, err := m.Media.Upload(t.Context(), keeper, bytes.NewReader(content))
		require.ErrorIs(t, err, errFull)
		assert.Empty(t, files(t, folder))

		place.left, place.stay = 3, true // as where the server dies half way
		_, err = m.Media.Upload(t.Context(), keeper, bytes.NewReader(content))
		require.ErrorIs(t, err, errFull)
		assert.Len(t, files(t, folder), 3)
		place.left, place.stay = 6, false
		whole := upload(t, m, content)
		assert.Len(t, files(t, folder), 9, "what was not written to its end is not taken for the picture")
		m.Clock.Set(malltest.Start.Add(25 * time.Hour))
		use(t, m, whole)
		done, err := m.Media.Jobs()[0].Step(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, done)
		assert.Len(t, files(t, folder), 6)
	})
}

// use makes a product that shows pictures.
func use(t *testing.T, m *malltest.Mall, pictures ...*ent.Picture) *ent.Product {
	t.Helper()
	sku, err := m.Catalog.Skus(t.Context(), []mall.SkuID{m.Sku(10, 1, nil)})
	require.NoError(t, err)
	for _, k := range sku {
		p, err := m.Catalog.SetImages(t.Context(), k.ProductID, 1, images(pictures...))
		require.NoError(t, err)
		return p
	}
	return nil
}

func images(pictures ...*ent.Picture) (all []catalog.NewImage) {
	for _, p := range pictures {
		all = append(all, catalog.NewImage{Picture: p.ID, Alt: mall.Text{EN: "A picture", ZH: "图片"}})
	}
	return all
}

func TestProductsShowPicturesInTheirOrder(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, _ string) {
		ctx := t.Context()
		a, b := upload(t, m, encoded(t, "png", half(50, 40))), upload(t, m, encoded(t, "png", half(60, 40)))
		p := use(t, m, b, a)
		assert.Equal(t, []int{60, 50}, []int{p.Images[0].Width, p.Images[1].Width})
		assert.Equal(t, "图片", p.Images[0].Alt.ZH)
		assert.Equal(t, b.ID, *p.Images[0].Picture)
		unknown := []catalog.NewImage{{Picture: mall.NewPictureID(), Alt: mall.Text{EN: "x"}}}
		for path, images := range map[string][]catalog.NewImage{
			"images":             make([]catalog.NewImage, 21),
			"images.0.alt":       {{Picture: a.ID}},
			"images.1.pictureId": append(images(a), images(a)...),
			"images.0.pictureId": unknown,
		} {
			_, err := m.Catalog.SetImages(ctx, p.ID, p.Version, images)
			var refusal *mall.Error
			require.ErrorAs(t, err, &refusal, path)
			assert.Equal(t, path, strings.Join(refusal.Path, "."))
		}
		_, err := m.Catalog.SetImages(ctx, p.ID, 1, nil)
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, mall.CodeVersionConflict, refusal.Code)
	})
}

// A picture goes a day after nothing shows it any more, with its files, and no sooner.
func TestPicturesThatNothingShowsAreSweptAfterADay(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, folder string) {
		ctx := t.Context()
		shown, spare := upload(t, m, encoded(t, "png", half(50, 40))), upload(t, m, encoded(t, "png", half(60, 40)))
		p, other := use(t, m, shown), use(t, m, shown)
		sweep := func(after time.Duration, done int, left ...*ent.Picture) {
			t.Helper()
			m.Clock.Set(malltest.Start.Add(after))
			n, err := m.Media.Jobs()[0].Step(ctx)
			require.NoError(t, err)
			assert.Equal(t, done, n)
			ids := make([]mall.PictureID, len(left))
			for i, l := range left {
				ids[i] = l.ID
			}
			found, err := m.Media.Pictures(ctx, []mall.PictureID{shown.ID, spare.ID})
			require.NoError(t, err)
			assert.Len(t, found, len(left))
			for _, id := range ids {
				assert.Contains(t, found, id)
			}
			assert.Len(t, files(t, folder), 2*len(left))
		}
		sweep(23*time.Hour, 0, shown, spare)
		sweep(25*time.Hour, 1, shown)
		sweep(25*time.Hour, 0, shown)
		_, err := m.Catalog.SetImages(ctx, p.ID, p.Version, nil)
		require.NoError(t, err)
		sweep(50*time.Hour, 0, shown) // another product shows it still
		_, err = m.Catalog.SetImages(ctx, other.ID, other.Version, nil)
		require.NoError(t, err)
		sweep(60*time.Hour, 0, shown)
		again := upload(t, m, encoded(t, "png", half(50, 40)))
		assert.Equal(t, shown.ID, again.ID)
		sweep(80*time.Hour, 0, shown) // it was uploaded again meanwhile
		sweep(90*time.Hour, 1)
	})
}

// Somebody shows a picture while the job sweeps: it is shown and there, or refused.
func TestAPictureIsNotSweptUnderAProductThatShowsIt(t *testing.T) {
	withFiles(t, func(t *testing.T, m *malltest.Mall, folder string) {
		picture := upload(t, m, encoded(t, "png", half(50, 40)))
		sku, err := m.Catalog.Sku(t.Context(), catalog.Sight{}, m.Sku(10, 1, nil))
		require.NoError(t, err)
		m.Clock.Set(malltest.Start.Add(25 * time.Hour))
		var wg sync.WaitGroup
		var shown, swept error
		wg.Go(func() { _, shown = m.Catalog.SetImages(t.Context(), sku.ProductID, 1, images(picture)) })
		wg.Go(func() { _, swept = m.Media.Jobs()[0].Step(t.Context()) })
		wg.Wait()
		require.NoError(t, swept)
		if shown == nil {
			assert.Len(t, files(t, folder), 2)
		} else {
			var refusal *mall.Error
			require.ErrorAs(t, shown, &refusal)
			assert.Equal(t, mall.CodeNotFound, refusal.Code)
			assert.Empty(t, files(t, folder))
		}
	})
}
