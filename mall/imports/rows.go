package imports

import (
	"errors"
	"io"
	"strings"
)

// maxRowLines is how many lines a row may have, where its cells have line breaks.
const maxRowLines = 50

// row is one row of a file.
type row struct {
	// line is its first.
	line  int
	cells []string
	// unreadable is true when a quotation mark is out of place; then the whole line is
	// one cell.
	unreadable bool
}

// rows reads the rows behind a file's header.
type rows struct {
	*lines
	separator byte
	// columns is how many cells a row should have.
	columns int
}

// next reads the next row that is not blank; io.EOF says that there is none.
func (r *rows) next() (row, error) {
	for {
		text, err := r.peek(0)
		if err != nil {
			return row{}, err
		}
		if strings.TrimSpace(text) != "" {
			return r.split(text)
		}
		r.take(1)
	}
}

// split splits the row that begins with the next line. A line whose quotation mark is
// not closed goes on in the lines behind it only if they complete the row exactly:
// a quotation mark that is never closed must not swallow other rows.
func (r *rows) split(text string) (row, error) {
	first := r.read + 1
	whole := text
	for n := 1; ; n++ {
		cells, q := split(whole, r.separator)
		if q == quotesClosed && (n == 1 || len(cells) == r.columns) {
			r.take(n)
			return row{line: first, cells: cells}, nil
		}
		if q != quotesOpen || n == maxRowLines {
			break
		}
		more, err := r.peek(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return row{}, err
		}
		if len(whole)+len(more) > maxLineBytes {
			break
		}
		whole += "\n" + more
	}
	r.take(1)
	return row{line: first, cells: []string{text}, unreadable: true}, nil
}
