package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadResponse(t *testing.T) {
	cases := map[string]struct {
		wire   string
		status int
		body   string
		err    error
	}{
		"length":             {"HTTP/1.1 200 OK\r\nContent-Type: x\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", nil},
		"length, lower case": {"HTTP/1.1 404 Not Found\r\ncontent-length:  2 \r\n\r\nno", 404, "no", nil},
		"empty":              {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204, "", nil},
		"chunks":             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, 10 bytes\r\n0\r\n\r\n", 200, "hello, 10 bytes", nil},
		"no length":          {"HTTP/1.1 200 OK\r\n\r\nhello", 200, "", errNoLength},
		"closing":            {"HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy", errClosing},
		"not HTTP":           {"SSH-2.0-OpenSSH\r\n", 0, "", errNotHTTP},
		"bad status":         {"HTTP/1.1 2x0 OK\r\n", 0, "", errNotHTTP},
		"bad length":         {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", 200, "", errNotHTTP},
		"bad chunk":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n", 200, "", errNotHTTP},
		"long chunk":         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n", 200, "he", errNotHTTP},
		"short body":         {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", 200, "", io.ErrUnexpectedEOF},
		"short head":         {"HTTP/1.1 200 OK\r\nContent-Le", 200, "", io.ErrUnexpectedEOF},
		"nothing":            {"", 0, "", io.EOF},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := bufio.NewReaderSize(iotest.OneByteReader(strings.NewReader(c.wire)), 256)
			status, body, err := readResponse(in, nil)
			require.ErrorIs(t, err, c.err)
			assert.Equal(t, c.status, status)
			if c.body != "" {
				assert.Equal(t, c.body, string(body))
			}
		})
	}
}

func TestReadResponseLeavesTheNextOne(t *testing.T) {
	const one = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"
	const two = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n"
	in := bufio.NewReader(strings.NewReader(one + two + one))
	var buf []byte
	for _, want := range []string{"first", "second", "first"} {
		var err error
		_, buf, err = readResponse(in, buf[:0])
		require.NoError(t, err)
		assert.Equal(t, want, string(buf))
	}
}

func TestReadFullGrowsTheBuffer(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	body, err := readFull(bufio.NewReader(strings.NewReader(long)), []byte("before "), len(long))
	require.NoError(t, err)
	assert.Equal(t, "before "+long, string(body))
}

func TestRequests(t *testing.T) {
	assert.Equal(t, "POST /graphql HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/json\r\nAccept: application/json\r\nAuthorization: Bearer tok\r\nContent-Length: 2\r\n\r\n{}",
		string(newPost("h:1").appendTo(nil, "tok", []byte("{}"))))
	assert.NotContains(t, string(newPost("h:1").appendTo(nil, "", []byte("{}"))), "Authorization")
	assert.Equal(t, "GET /readyz HTTP/1.1\r\nHost: h:1\r\nAccept: application/json\r\n\r\n", string(newGet("h:1", "/readyz")))
}

func TestCheckExchange(t *testing.T) {
	const good = `{"data":{"exchange":{"order":{"id":"ord_01","number":"1","status":"PAID","points":120},"account":{"available":1},"userErrors":[]}},"extensions":{"cost":{"requested":11,"limit":20000}}}`
	require.NoError(t, checkExchange(200, []byte(good)))
	require.NoError(t, checkExchange(200, []byte(good+"\n")))
	require.Error(t, checkExchange(500, []byte(good)))
	require.Error(t, checkExchange(200, []byte(`{"data":{"exchange":{"order":null,"account":null,"userErrors":[{"code":"OUT_OF_STOCK","message":"…"}]}}}`)))
	require.Error(t, checkExchange(200, []byte(`{"errors":[{"message":"internal error"}],"data":null}`)))
	require.Error(t, checkExchange(200, []byte(strings.Replace(good, `"data"`, `"errors":[{}],"data"`, 1))))
	require.Error(t, checkExchange(200, nil))
}
