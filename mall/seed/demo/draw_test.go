package demo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPictureOfEveryProduct(t *testing.T) {
	t.Parallel()
	unused := maps.Clone(pictograms)
	for _, p := range mustLoad(t).Products {
		svg, ok := Picture(p.Slug)
		require.True(t, ok, "%s: pictogram %q, category %q", p.Slug, p.Picture, p.Category)
		requireSafeSVG(t, p.Slug, svg)
		again, _ := Picture(p.Slug)
		require.Equal(t, svg, again, p.Slug)
		delete(unused, p.Picture)
	}
	require.Empty(t, slices.Collect(maps.Keys(unused)), "pictograms that no product uses")
}

func TestPictureOfUnknownProduct(t *testing.T) {
	t.Parallel()
	svg, ok := Picture("no-such-product")
	require.False(t, ok)
	require.Nil(t, svg)
}

// requireSafeSVG fails unless svg is well-formed and draws without a script,
// style sheet, font or link.
func requireSafeSVG(t *testing.T, slug string, svg []byte) {
	t.Helper()
	allowed := []string{"svg", "title", "g", "rect", "circle", "ellipse", "path"}
	dec := xml.NewDecoder(bytes.NewReader(svg))
	elements := 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, slug)
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		elements++
		require.Contains(t, allowed, start.Name.Local, slug)
		for _, a := range start.Attr {
			require.NotEmpty(t, a.Value, "%s: %s of %s", slug, a.Name.Local, start.Name.Local)
			require.NotContains(t, a.Value, "url(", slug)
			require.NotContains(t, a.Value, "NaN", slug)
		}
	}
	require.Greater(t, elements, 15, "%s is hardly a picture", slug)
}
