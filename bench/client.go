package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// client is one keep-alive HTTP/1.1 connection. It knows just enough of HTTP to
// talk to our own servers, and costs a fraction of net/http's client: it shares
// the machine with what it measures.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte // of the last answer; reused
}

func dial(ctx context.Context, address string) (*client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 8<<10)}, nil
}

// do sends a whole request and reads its answer. The body is good until the next call.
func (c *client) do(request []byte) (status int, body []byte, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	status, c.body, err = readResponse(c.in, c.body[:0])
	return status, c.body, err
}

func (c *client) close() { _ = c.conn.Close() } // nothing is left to flush

// Errors of an answer that the client cannot use.
var (
	errNotHTTP  = errors.New("the answer is not HTTP/1.1")
	errNoLength = errors.New("the answer does not say how long it is")
	errClosing  = errors.New("the server ends the connection after this answer")
)

// readResponse reads one answer and appends its body to buf. The header lines
// must be shorter than the reader's buffer.
func readResponse(in *bufio.Reader, buf []byte) (status int, body []byte, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, buf, err
	}
	if status, err = statusOf(line); err != nil {
		return 0, buf, err
	}
	length, chunked, closing := -1, false, false
	for {
		line, err = in.ReadSlice('\n')
		if err != nil {
			return status, buf, unexpected(err)
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch len(name) { // spares most headers the comparison
		case len("Content-Length"):
			if bytes.EqualFold(name, []byte("Content-Length")) {
				if length, err = strconv.Atoi(string(value)); err != nil || length < 0 {
					return status, buf, fmt.Errorf("%w: Content-Length %q", errNotHTTP, value)
				}
			}
		case len("Transfer-Encoding"):
			chunked = chunked || (bytes.EqualFold(name, []byte("Transfer-Encoding")) && bytes.EqualFold(value, []byte("chunked")))
		case len("Connection"):
			closing = closing || (bytes.EqualFold(name, []byte("Connection")) && bytes.EqualFold(value, []byte("close")))
		}
	}
	switch {
	case chunked:
		body, err = readChunks(in, buf)
	case length >= 0:
		body, err = readFull(in, buf, length)
	default:
		return status, buf, errNoLength
	}
	if err == nil && closing {
		err = errClosing
	}
	return status, body, err
}

func statusOf(line []byte) (int, error) {
	const before = "HTTP/1.1 "
	if len(line) < len(before)+3 || !bytes.HasPrefix(line, []byte(before)) {
		return 0, fmt.Errorf("%w: %q", errNotHTTP, line)
	}
	status, err := strconv.Atoi(string(line[len(before) : len(before)+3]))
	if err != nil {
		return 0, fmt.Errorf("%w: %q", errNotHTTP, line)
	}
	return status, nil
}

func readChunks(in *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return buf, unexpected(err)
		}
		digits, _, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(";"))
		size, err := strconv.ParseUint(string(digits), 16, 31)
		if err != nil {
			return buf, fmt.Errorf("%w: chunk of size %q", errNotHTTP, digits)
		}
		if size > 0 {
			if buf, err = readFull(in, buf, int(size)); err != nil {
				return buf, err
			}
		}
		// The line end of the chunk; after the last one our servers send no trailers.
		if line, err = in.ReadSlice('\n'); err != nil {
			return buf, unexpected(err)
		}
		if len(bytes.TrimRight(line, "\r\n")) > 0 {
			return buf, fmt.Errorf("%w: %q after a chunk", errNotHTTP, line)
		}
		if size == 0 {
			return buf, nil
		}
	}
}

func readFull(in *bufio.Reader, buf []byte, n int) ([]byte, error) {
	start := len(buf)
	if free := cap(buf) - start; free < n {
		grown := make([]byte, start, 2*(start+n))
		copy(grown, buf)
		buf = grown
	}
	buf = buf[:start+n]
	_, err := io.ReadFull(in, buf[start:])
	return buf, unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// request writes GraphQL requests to one server.
type request struct {
	head string // everything that stays the same, up to the last header's end
}

func newPost(address string) request {
	return request{"POST /graphql HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nAccept: application/json\r\n"}
}

// appendTo appends a request with this body, and with a bearer token unless that is "".
func (r request) appendTo(buf []byte, token string, body []byte) []byte {
	buf = append(buf, r.head...)
	if token != "" {
		buf = append(append(append(buf, "Authorization: Bearer "...), token...), "\r\n"...)
	}
	buf = strconv.AppendInt(append(buf, "Content-Length: "...), int64(len(body)), 10)
	return append(append(buf, "\r\n\r\n"...), body...)
}

// newGet is a request that has no body.
func newGet(address, path string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nAccept: application/json\r\n\r\n")
}

// fetch sends one request on a connection of its own.
func fetch(ctx context.Context, address string, request []byte) (status int, body []byte, err error) {
	c, err := dial(ctx, address)
	if err != nil {
		return 0, nil, err
	}
	defer c.close()
	if err := c.conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return 0, nil, err
	}
	return c.do(request)
}
