#!/usr/bin/env bash
# Guess: excelize's GetCellValue looks at a cell and leaves it as it is; only the Set functions change what Save writes.
# Fact:  Reading a number of more than 15 digits rounds it in the open book: a raw reading before gives all 19 digits, after it no more,
#        and Save writes the rounded number to the file. GetRows rounds its answer alone. Numbers like receipts' must be read
#        with RawCellValue only, or be written as text.
# Seen:  github.com/xuri/excelize/v2 2.11.1, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get github.com/xuri/excelize/v2@v2.11.1 2>>setup.log

cat >main.go <<'END'
package main

import (
	"archive/zip"
	"fmt"
	"io"
	"log"
	"regexp"

	"github.com/xuri/excelize/v2"
)

func main() {
	book := excelize.NewFile()
	check(book.SetCellValue("Sheet1", "A1", int64(2022071234567890123)))
	check(book.SetCellValue("Sheet1", "A2", int64(2022071234567890999)))
	check(book.SaveAs("receipts.xlsx"))
	fmt.Println("file:", numbers("receipts.xlsx"))

	book, err := excelize.OpenFile("receipts.xlsx")
	check(err)
	raw := excelize.Options{RawCellValue: true}
	fmt.Println("A1, raw:", read(book, raw))
	fmt.Println("A1:", read(book))
	fmt.Println("A1, raw again:", read(book, raw))
	check(book.SaveAs("saved.xlsx"))
	fmt.Println("file saved after A1 was read:", numbers("saved.xlsx"))
}

func read(book *excelize.File, options ...excelize.Options) string {
	value, err := book.GetCellValue("Sheet1", "A1", options...)
	check(err)
	return value
}

// numbers returns the cells' values as the file holds them.
func numbers(file string) []string {
	archive, err := zip.OpenReader(file)
	check(err)
	defer archive.Close()
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	check(err)
	sheet, err := io.ReadAll(part)
	check(err)
	var values []string
	for _, found := range regexp.MustCompile("<v>([^<]*)</v>").FindAllSubmatch(sheet, -1) {
		values = append(values, string(found[1]))
	}
	return values
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go run . | tee seen
diff - seen <<'END'
file: [2022071234567890123 2022071234567890999]
A1, raw: 2022071234567890123
A1: 2.02207123456789E+18
A1, raw again: 2.02207123456789E+18
file saved after A1 was read: [2.02207123456789E+18 2022071234567890999]
END
