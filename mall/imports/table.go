package imports

import (
	"context"
	"errors"
	"io"
	"strings"
)

// separators may stand between cells, the likeliest first.
const separators = ",;\t|"

// maxTitleLines is how many lines may stand above a header: an export's title, its period.
const maxTitleLines = 20

// table is a file that has been looked into: where its header is and what it means.
type table struct {
	script    script
	separator byte
	// header is the header's line.
	header  int
	columns columns
	decimal DecimalMark
	dates   DateOrder
	// guesses are what neither the file nor the caller says.
	guesses []Guess
}

// findTable finds out how a file is written, and which columns it has.
func findTable(ctx context.Context, file io.ReadSeeker, o Options) (table, error) {
	t := table{}
	_, err := file.Seek(0, io.SeekStart)
	if err != nil {
		return t, err
	}
	if t.script, err = findScript(file, o.Encoding); err != nil {
		return t, err
	}
	if t.script.guessed {
		t.guesses = append(t.guesses, GuessEncoding)
	}
	text, err := t.script.reader(file)
	if err != nil {
		return t, err
	}
	if err := t.findHeader(newLines(text), o); err != nil {
		return t, err
	}
	if o.Separator == 0 {
		t.guesses = append(t.guesses, GuessSeparator)
	}
	return t, t.weigh(ctx, file, o)
}

// findHeader takes the first line that names all columns for the header, whatever
// separates them. When there is none, the error is about the first line that is not blank.
func (t *table) findHeader(from *lines, o Options) error {
	var failure error
	for n := range maxTitleLines {
		line, err := from.peek(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		err = t.readHeader(line, o)
		if err == nil {
			t.header = n + 1
			return nil
		}
		if failure == nil {
			failure = err
		}
	}
	if failure == nil {
		failure = errors.New("the file is empty: it needs a line that names the columns, and rows below it")
	}
	return failure
}

// readHeader finds the columns in a line. The error is about the separator that splits
// it into the most cells.
func (t *table) readHeader(line string, o Options) error {
	candidates := separators
	if o.Separator != 0 {
		candidates = string(o.Separator)
	}
	widest := 0
	failure := errors.New("the header has a quotation mark that is out of place")
	for _, separator := range []byte(candidates) {
		names, q := split(line, separator)
		if q != quotesClosed {
			continue
		}
		columns, err := findColumns(names, o.Columns)
		if err == nil {
			t.separator, t.columns = separator, columns
			return nil
		}
		if len(names) > widest {
			widest, failure = len(names), err
		}
	}
	return failure
}

// rows reads the rows below the header, from the beginning each time.
func (t table) rows(file io.ReadSeeker) (*rows, error) {
	text, err := t.script.reader(file)
	if err != nil {
		return nil, err
	}
	r := &rows{lines: newLines(text), separator: t.separator, columns: len(t.columns.names)}
	if _, err := r.peek(t.header - 1); err != nil {
		return nil, err
	}
	r.take(t.header)
	return r, nil
}
