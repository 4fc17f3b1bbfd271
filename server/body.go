package server

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// timedBody is a request's body whose connection fails a read that comes too late, and
// no longer once the body is there.
type timedBody struct {
	io.ReadCloser
	connection *http.ResponseController
}

// Read reads on, and lifts the deadline at the end.
func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		if lifted := b.connection.SetReadDeadline(time.Time{}); lifted != nil {
			err = lifted
		}
	}
	return n, err
}
