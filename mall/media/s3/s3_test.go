package s3_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/media"
	"pointsmall/mall/media/s3"
)

func TestFilesLieInABucket(t *testing.T) {
	for _, folder := range []string{"", "/pictures"} {
		backend := s3mem.New()
		require.NoError(t, backend.CreateBucket("mall"))
		server := httptest.NewServer(gofakes3.New(backend).Server())
		defer server.Close()
		files, err := s3.Open("s3://key:secret@" + strings.TrimPrefix(server.URL, "http://") + "/mall" + folder + "?insecure=true&region=us-east-1")
		require.NoError(t, err)
		var _ media.Files = files
		ctx := t.Context()
		_, err = files.Get(ctx, "a.jpg")
		require.ErrorIs(t, err, media.ErrNoFile)
		require.NoError(t, files.Put(ctx, "a.jpg", "image/jpeg", []byte("one")))
		require.NoError(t, files.Put(ctx, "a.jpg", "image/jpeg", []byte("two")))
		content, err := files.Get(ctx, "a.jpg")
		require.NoError(t, err)
		assert.Equal(t, "two", string(content))
		stored, err := backend.HeadObject("mall", strings.TrimPrefix(folder+"/a.jpg", "/"))
		require.NoError(t, err)
		assert.Equal(t, "image/jpeg", stored.Metadata["Content-Type"])
		require.NoError(t, files.Remove(ctx, "a.jpg"))
		require.NoError(t, files.Remove(ctx, "a.jpg"), "what is not there is no error")
		_, err = files.Get(ctx, "a.jpg")
		require.ErrorIs(t, err, media.ErrNoFile)
	}
}

func TestAPlaceThatIsNoneIsRefusedWithoutItsSecret(t *testing.T) {
	for _, address := range []string{"s3://host/bucket", "s3://key:secret@host", "s3://key:secret@/bucket", "http://key:secret@host/bucket", "s3://key:secret@ho st/bucket"} {
		_, err := s3.Open(address)
		require.Error(t, err, address)
		assert.NotContains(t, err.Error(), "secret@")
	}
}
