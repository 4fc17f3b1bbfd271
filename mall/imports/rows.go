package imports

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLineBytes is far more than a till's row has; a longer line is no CSV.
const maxLineBytes = 1 << 20

// row is one line of a file. Its cells are good until the next row is read.
type row struct {
	line  int
	cells []string
	// unreadable is true when a quotation mark is out of place; then the whole line is
	// one cell.
	unreadable bool
}

// rows reads a CSV file in which one line is one row. The CSV reader is fed a line
// at a time, so that a quotation mark which is never closed ends with its line.
type rows struct {
	lines *bufio.Scanner
	feed  *strings.Reader
	csv   *csv.Reader
	line  int
}

func newRows(file io.Reader) *rows {
	r := &rows{lines: bufio.NewScanner(file), feed: strings.NewReader("")}
	r.lines.Buffer(make([]byte, 0, 64<<10), maxLineBytes)
	r.csv = csv.NewReader(r.feed)
	r.csv.FieldsPerRecord = -1
	r.csv.ReuseRecord = true
	return r
}

var (
	utf8Mark   = []byte("\xef\xbb\xbf")
	utf16Marks = [][]byte{[]byte("\xff\xfe"), []byte("\xfe\xff")}
)

// next reads the next row that is not blank; io.EOF says that there is none.
func (r *rows) next() (row, error) {
	for r.lines.Scan() {
		r.line++
		text := r.lines.Bytes()
		if r.line == 1 {
			for _, mark := range utf16Marks {
				if bytes.HasPrefix(text, mark) {
					return row{}, errors.New("the file is UTF-16: save it as CSV in UTF-8")
				}
			}
			text = bytes.TrimPrefix(text, utf8Mark)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			return r.split(string(text)), nil
		}
	}
	if errors.Is(r.lines.Err(), bufio.ErrTooLong) {
		return row{}, fmt.Errorf("line %d is longer than %d bytes: is this a CSV file?", r.line+1, maxLineBytes)
	}
	if r.lines.Err() != nil {
		return row{}, fmt.Errorf("read line %d: %w", r.line+1, r.lines.Err())
	}
	return row{}, io.EOF
}

func (r *rows) split(text string) row {
	r.feed.Reset(text)
	cells, err := r.csv.Read()
	if err != nil {
		return row{line: r.line, cells: []string{text}, unreadable: true}
	}
	return row{line: r.line, cells: cells}
}
