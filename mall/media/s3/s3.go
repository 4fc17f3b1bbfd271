// Package s3 keeps the files of pictures in an S3-compatible store, so that many servers share
// them. Nothing else may write to its bucket's folder.
package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"pointsmall/mall/media"
)

// Files lie in one bucket.
type Files struct {
	client *minio.Client
	bucket string
	folder string
}

// Open reads where the files lie: s3://KEY:SECRET@HOST/BUCKET or s3://KEY:SECRET@HOST/BUCKET/FOLDER.
// ?insecure=true speaks HTTP, ?region=NAME names the region. It asks the store nothing.
func Open(address string) (*Files, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the store of pictures must be s3://KEY:SECRET@HOST/BUCKET") // err has the secret
	}
	secret, given := u.User.Password()
	bucket, folder, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Scheme != "s3" || u.Host == "" || bucket == "" || !given {
		return nil, errors.New("the store of pictures must be s3://KEY:SECRET@HOST/BUCKET")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Query().Get("insecure") != "true", Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, fmt.Errorf("the store of pictures at %s: %w", u.Host, err)
	}
	if folder != "" {
		folder += "/"
	}
	return &Files{client, bucket, folder}, nil
}

// Put writes a file.
func (f *Files) Put(ctx context.Context, name, contentType string, content []byte) error {
	_, err := f.client.PutObject(ctx, f.bucket, f.folder+name, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{
		ContentType: contentType, CacheControl: "public, max-age=31536000, immutable",
	})
	return err
}

// Get reads a file; media.ErrNoFile when it is not there.
func (f *Files) Get(ctx context.Context, name string) ([]byte, error) {
	object, err := f.client.GetObject(ctx, f.bucket, f.folder+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(object)
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		err = media.ErrNoFile
	}
	return content, errors.Join(err, object.Close())
}

// Remove removes a file.
func (f *Files) Remove(ctx context.Context, name string) error {
	return f.client.RemoveObject(ctx, f.bucket, f.folder+name, minio.RemoveObjectOptions{})
}
