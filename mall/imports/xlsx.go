package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"pointsmall/mall"
)

// Bounds of a workbook that is unpacked: a small file may be a bomb.
const (
	maxUnzipped = 2 << 30
	// maxSheetInMemory is from which size on a sheet is unpacked to disk.
	maxSheetInMemory = 8 << 20
)

// isWorkbook reports whether a file begins as XLSX files do.
func isWorkbook(file io.ReadSeeker) (bool, error) {
	start := make([]byte, 4)
	n, err := io.ReadFull(file, start)
	if err != nil && n == 0 && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return bytes.Equal(start[:n], []byte("PK\x03\x04")), err
}

// flatten writes the first sheet of a workbook as CSV, in UTF-8 with its mark, row by row. Dates
// are written with the year first, whatever the cells show; numbers as the cells show them, so that
// one that a spreadsheet has rounded is seen. Cells with a line break or a quotation mark keep them.
func flatten(from io.Reader, to io.Writer) error {
	book, err := excelize.OpenReader(from, excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxSheetInMemory, TmpDir: os.TempDir(),
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss",
	})
	if err != nil {
		return mall.Errorf(mall.CodeInvalidInput, "the workbook cannot be read: %s", "无法读取工作簿：%s", err.Error()).At("file")
	}
	err = flattenSheet(book, to)
	return errors.Join(err, book.Close())
}

func flattenSheet(book *excelize.File, to io.Writer) error {
	names := book.GetSheetList()
	if len(names) == 0 {
		return mall.Errorf(mall.CodeInvalidInput, "the workbook has no sheet", "工作簿中没有工作表").At("file")
	}
	rows, err := book.Rows(names[0])
	if err != nil {
		return mall.Errorf(mall.CodeInvalidInput, "the sheet %[1]q cannot be read: %[2]s", "无法读取工作表 %[1]q：%[2]s", names[0], err.Error()).At("file")
	}
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return errors.Join(err, rows.Close())
	}
	w := csv.NewWriter(to)
	width := 0
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return errors.Join(fmt.Errorf("read a row of the workbook: %w", err), rows.Close())
		}
		width = max(width, len(cells))
		for len(cells) < width { // empty cells at the end are not stored
			cells = append(cells, "")
		}
		if err := w.Write(cells); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	w.Flush()
	return errors.Join(w.Error(), rows.Error(), rows.Close())
}
