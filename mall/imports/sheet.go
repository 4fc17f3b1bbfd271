package imports

import (
	"errors"
	"io"
	"strings"

	"pointsmall/mall"
)

// sheet is a file of rows that has been looked into.
type sheet struct {
	table table
	rows  *rows
}

// openSheet finds out how a file is written and where its columns are, and stands before its first row.
func openSheet(file io.ReadSeeker, l layout, o mall.ImportOptions) (*sheet, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	t := table{decimal: DecimalMark(o.Decimal), dates: DateOrder(o.Dates)}
	if t.decimal == "" {
		t.decimal = DecimalPoint
	}
	if t.dates == "" {
		t.dates = YearFirst
	}
	var err error
	if t.script, err = findScript(file, Encoding(o.Encoding)); err != nil {
		return nil, mall.Errorf(mall.CodeInvalidInput, "%[1]s", "无法识别文件编码，请用 encoding 指定（%[1]s）", err.Error()).At("file")
	}
	text, err := t.script.reader(file)
	if err != nil {
		return nil, err
	}
	from := newLines(text)
	if err := t.findLayout(from, l, o); err != nil {
		return nil, err
	}
	r, err := t.rows(file)
	return &sheet{t, r}, err
}

// findLayout takes the first line that has all columns that are needed for the header.
func (t *table) findLayout(from *lines, l layout, o mall.ImportOptions) error {
	candidates := separators
	if one := separatorBytes[o.Separator]; one != 0 {
		candidates = string(one)
	}
	var failure *mall.Error
	for n := range maxTitleLines {
		line, err := from.peek(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return mall.Errorf(mall.CodeInvalidInput, "%s", "文件无法读取：%s", err.Error()).At("file")
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		widest := 0
		var why *mall.Error
		for _, separator := range []byte(candidates) {
			names, q := split(line, separator)
			if q != quotesClosed {
				continue
			}
			c, refusal := l.find(names, o.Columns)
			if refusal == nil {
				t.separator, t.columns, t.header = separator, c, n+1
				return nil
			}
			if len(names) > widest {
				widest, why = len(names), refusal
			}
		}
		if failure == nil {
			failure = why
		}
	}
	if failure == nil {
		failure = mall.Errorf(mall.CodeInvalidInput, "the file has no line that names the columns", "文件缺少列名所在的表头行").At("file")
	}
	return failure
}

// separatorBytes are the bytes that options name.
var separatorBytes = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

// reading says how the file was read.
func (s *sheet) reading() mall.ImportReading {
	return mall.ImportReading{Header: s.table.columns.names, Encoding: string(s.table.script.encoding), Separator: separatorNames[string(s.table.separator)], Line: s.table.header}
}

// count counts the rows from here on.
func (s *sheet) count() (int, error) {
	for n := 0; ; n++ {
		if _, err := s.rows.next(); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, mall.Errorf(mall.CodeInvalidInput, "%s", "文件无法读取：%s", err.Error()).At("file")
		}
	}
}
