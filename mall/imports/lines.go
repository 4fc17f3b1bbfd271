package imports

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLineBytes is far more than a till's row has; a longer line is no CSV.
const maxLineBytes = 1 << 20

// lines reads a file's lines, and looks ahead.
type lines struct {
	scan  *bufio.Scanner
	ahead []string
	// read is how many lines have been taken.
	read int
}

func newLines(file io.Reader) *lines {
	l := &lines{scan: bufio.NewScanner(file)}
	l.scan.Buffer(make([]byte, 0, 64<<10), maxLineBytes)
	l.scan.Split(scanLine)
	return l
}

// peek returns the line that is n lines ahead, 0 for the next, without taking it; io.EOF
// says that there is none.
func (l *lines) peek(n int) (string, error) {
	for len(l.ahead) <= n {
		if !l.scan.Scan() {
			return "", l.end()
		}
		l.ahead = append(l.ahead, l.scan.Text())
	}
	return l.ahead[n], nil
}

// take takes n lines, which have been looked at.
func (l *lines) take(n int) {
	l.ahead = l.ahead[:copy(l.ahead, l.ahead[n:])]
	l.read += n
}

func (l *lines) end() error {
	line := l.read + len(l.ahead) + 1
	if errors.Is(l.scan.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d bytes: is this a CSV file?", line, maxLineBytes)
	}
	if l.scan.Err() != nil {
		return fmt.Errorf("read line %d: %w", line, l.scan.Err())
	}
	return io.EOF
}

// scanLine ends a line at LF, CR LF, or a CR alone, as old tills write.
func scanLine(data []byte, atEOF bool) (advance int, line []byte, err error) {
	end := bytes.IndexAny(data, "\r\n")
	switch {
	case end < 0 && atEOF && len(data) > 0:
		return len(data), data, nil
	case end < 0:
		return 0, nil, nil
	case data[end] == '\n':
		return end + 1, data[:end], nil
	case end+1 < len(data) && data[end+1] == '\n':
		return end + 2, data[:end], nil
	case end+1 == len(data) && !atEOF: // an LF may follow
		return 0, nil, nil
	}
	return end + 1, data[:end], nil
}
