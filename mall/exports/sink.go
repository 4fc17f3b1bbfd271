package exports

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"pointsmall/mall"
)

// sink writes a table, row by row.
type sink interface {
	// row writes a row of texts and whole numbers (int64).
	row(cells []any) error
	// end writes what is left.
	end() error
}

func newSink(format mall.ExportFormat, to io.Writer) (sink, error) {
	if format == mall.ExportXLSX {
		return newBook(to), nil
	}
	if _, err := io.WriteString(to, "\ufeff"); err != nil { // by which spreadsheets know UTF-8
		return nil, err
	}
	return &lines{csv.NewWriter(to)}, nil
}

// lines is CSV.
type lines struct{ w *csv.Writer }

func (l *lines) row(cells []any) error {
	texts := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case string:
			texts[i] = Harmless(c)
		default:
			texts[i] = text(c)
		}
	}
	return l.w.Write(texts)
}

func (l *lines) end() error {
	l.w.Flush()
	return l.w.Error()
}

// Harmless is a text that no spreadsheet takes for a formula: one that begins with = + - @, a tab or a
// line break, after blanks or not, has an apostrophe in front, which spreadsheets take for "this is text".
func Harmless(s string) string {
	if t := strings.TrimLeft(s, " \u00a0\u3000"); t != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

// rowsPerSheet is how many rows a sheet of XLSX holds, less its header.
const rowsPerSheet = 1_048_575

// book is XLSX. Its cells have types, so that a text is never a formula.
type book struct {
	to     io.Writer
	file   *excelize.File
	sheet  *excelize.StreamWriter
	header []any
	sheets int
	rows   int
}

func newBook(to io.Writer) *book { return &book{to: to, file: excelize.NewFile()} }

func (b *book) row(cells []any) error {
	if b.header == nil {
		b.header = cells
		return nil
	}
	if b.sheet == nil || b.rows == rowsPerSheet {
		if err := b.next(); err != nil {
			return err
		}
	}
	b.rows++
	return b.write(b.rows+1, cells)
}

func (b *book) write(at int, cells []any) error {
	name, err := excelize.CoordinatesToCellName(1, at)
	if err != nil {
		return err
	}
	return b.sheet.SetRow(name, typed(cells))
}

// typed are the cells as excelize takes them: what it would shorten stays text.
func typed(cells []any) []any {
	out := make([]any, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case int64:
			out[i] = c
			if c > 999_999_999_999_999 || c < -999_999_999_999_999 { // more digits than a spreadsheet keeps
				out[i] = text(c)
			}
		case string:
			out[i] = c
			if len(c) > excelize.TotalCellChars {
				out[i] = strings.ToValidUTF8(c[:excelize.TotalCellChars], "")
			}
		default:
			out[i] = text(c)
		}
	}
	return out
}

// next begins a sheet.
func (b *book) next() error {
	if b.sheet != nil {
		if err := b.sheet.Flush(); err != nil {
			return err
		}
	}
	b.sheets++
	name := "Sheet" + text(int64(b.sheets))
	if b.sheets > 1 {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	b.rows = 0
	return b.write(1, b.header)
}

func (b *book) end() error {
	if b.sheet == nil {
		if err := b.next(); err != nil {
			return err
		}
	}
	if err := b.sheet.Flush(); err != nil {
		return err
	}
	_, err := b.file.WriteTo(b.to)
	return errors.Join(err, b.file.Close())
}
