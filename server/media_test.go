package server_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/media"
	"pointsmall/server"
)

const uploadPicture = `mutation ($file: Upload!) { uploadPicture(input: {file: $file}) { picture { id url width height sources { url width type } } userErrors { code path message } } }`

// uploadAs sends a file under a name, as it is.
func (a api) uploadAs(t *testing.T, token, name string, content []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range []part{{"operations", fmt.Sprintf(`{"query": %q, "variables": {"file": null}}`, uploadPicture)}, {"map", `{"0": ["variables.file"]}`}, {"0", string(content)}} {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.name == "0" {
			h.Set("Content-Disposition", `form-data; name="0"; filename="`+name+`"`)
			h.Set("Content-Type", "image/jpeg")
		}
		into, err := w.CreatePart(h)
		require.NoError(t, err)
		_, err = into.Write([]byte(p.content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	header := []string{"Content-Type", w.FormDataContentType(), "GraphQL-Preflight", "1"}
	if token != "" {
		header = append(header, "Authorization", "Bearer "+token)
	}
	got, _ := a.send(t, http.MethodPost, "/graphql", body.String(), header...)
	return got
}

func fetched(a api, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	return w
}

// A picture goes from staff's disk to a product's page; what is none leaves nothing.
func TestPicturesAreUploadedShownAndServed(t *testing.T) {
	run(t, func(t *testing.T, demo api) {
		folder := t.TempDir()
		a := demo.configured(t, server.Config{PublicURL: "https://mall.test", Media: media.Disk{Folder: folder}})
		alice, admin, partner := a.tokens(t)
		for name, content := range map[string]string{
			"a.jpg": "text named like a picture", "b.svg": `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		} {
			got := a.uploadAs(t, admin, name, []byte(content))
			refused := got.Data["uploadPicture"].(map[string]any)["userErrors"].([]any)
			require.Len(t, refused, 1, name)
			assert.Equal(t, "INVALID_INPUT", refused[0].(map[string]any)["code"])
			assert.Equal(t, []any{"input", "file"}, refused[0].(map[string]any)["path"])
		}
		var b bytes.Buffer
		picture := image.NewNRGBA(image.Rect(0, 0, 400, 300))
		picture.SetNRGBA(1, 1, color.NRGBA{R: 200, A: 255})
		require.NoError(t, png.Encode(&b, picture))
		for _, name := range []string{"../../etc/a.png", `C:\a.png`, "a/b.png", ".."} {
			assert.Equal(t, []any{"BAD_UPLOAD"}, a.uploadAs(t, admin, strings.ReplaceAll(name, `\`, `\\`), b.Bytes()).codes(), name)
		}
		for token, code := range map[string]string{alice: "FORBIDDEN", partner: "FORBIDDEN", "": "UNAUTHENTICATED"} {
			assert.Equal(t, []any{code}, a.uploadAs(t, token, "a.png", b.Bytes()).codes())
		}
		left, err := os.ReadDir(folder)
		require.NoError(t, err)
		assert.Empty(t, left, "what was refused left nothing")

		got := a.uploadAs(t, admin, "cup.png", b.Bytes())
		require.Empty(t, got.codes())
		kept := got.Data["uploadPicture"].(map[string]any)["picture"].(map[string]any)
		assert.EqualValues(t, 400, kept["width"])
		log := a.field(t, admin, fmt.Sprintf(`{ auditLog(filter: {operation: "uploadPicture", nounId: %q}) { nodes { action } } }`, kept["id"]), "auditLog")
		assert.Equal(t, []any{map[string]any{"action": "CHANGED"}, map[string]any{"action": "CREATED"}}, log["nodes"], "made, then ready: who did it is written down")
		assert.Len(t, kept["sources"], 4)
		product := a.post(t, admin, `{ product(slug: "green-tea") { id version } }`).Data["product"].(map[string]any)
		set := a.post(t, admin, fmt.Sprintf(`mutation { setProductImages(input: {productId: %q, version: %v, images: [{pictureId: %q, alt: {en: "A cup", zhCN: "杯子"}}]}) {
			product { images { url alt alts { zhCN } width height pictureId sources { url width type } } } userErrors { code path } } }`, product["id"], product["version"], kept["id"]))
		require.Empty(t, set.codes())
		image := set.Data["setProductImages"].(map[string]any)["product"].(map[string]any)["images"].([]any)[0].(map[string]any)
		assert.Equal(t, []any{"A cup", kept["id"], kept["url"], kept["sources"]}, []any{image["alt"], image["pictureId"], image["url"], image["sources"]})

		address, ok := strings.CutPrefix(kept["url"].(string), "https://mall.test")
		require.True(t, ok, kept["url"])
		file := fetched(a, address)
		assert.Equal(t, http.StatusOK, file.Code)
		for name, value := range map[string]string{
			"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox",
		} {
			assert.Equal(t, value, file.Header().Get(name))
		}
		assert.Equal(t, http.StatusNotModified, fetched(a, address, "If-None-Match", file.Header().Get("ETag")).Code)
		for _, path := range []string{"/media/x.jpg", "/media/" + strings.Repeat("a", 64) + "-12345678-320.jpg", "/media/..%2f..%2fgo.mod", strings.Replace(address, "400", "399", 1)} {
			assert.Equal(t, http.StatusNotFound, fetched(a, path).Code, path)
		}
	})
}
