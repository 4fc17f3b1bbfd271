#!/usr/bin/env bash
# Guess: When the last connection to a SQLite database in WAL mode is closed, everything is in the one file, and the -wal file is gone.
# Fact:  Only when that last connection may write. A reader opened with mode=ro that outlives the writer cannot move the pages:
#        after a clean stop all that was written lies in the -wal file, and a copy of the .db file alone has none of it.
# Seen:  modernc.org/sqlite 1.62.0 (SQLite's own rule, whatever the binding), 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get modernc.org/sqlite@v1.62.0 2>>setup.log

cat >main.go <<'END'
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	_ "modernc.org/sqlite"
)

func main() {
	run("reader closed first", func(writer, reader *sql.DB) {
		check(reader.Close())
		check(writer.Close())
	})
	run("writer closed first", func(writer, reader *sql.DB) {
		check(writer.Close())
		check(reader.Close())
	})
}

func run(name string, stop func(writer, reader *sql.DB)) {
	dir, err := os.MkdirTemp(".", "mall")
	check(err)
	file := dir + "/mall.db"
	writer, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)")
	check(err)
	_, err = writer.Exec("create table entries (points int); insert into entries values (100)")
	check(err)
	reader, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	check(err)
	var points int
	check(reader.QueryRow("select sum(points) from entries").Scan(&points))
	stop(writer, reader)

	_, walErr := os.Stat(file + "-wal")
	content, err := os.ReadFile(file)
	check(err)
	check(os.WriteFile(dir+"/copy.db", content, 0o600))
	copied, err := sql.Open("sqlite", "file:"+dir+"/copy.db?mode=ro")
	check(err)
	inCopy := "100 points"
	if err := copied.QueryRow("select sum(points) from entries").Scan(&points); err != nil {
		inCopy = err.Error()
	}
	check(copied.Close())
	fmt.Printf("%s: -wal file left: %t; in a copy of the .db file: %s\n", name, walErr == nil, inCopy)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go run . | tee seen
diff - seen <<'END'
reader closed first: -wal file left: false; in a copy of the .db file: 100 points
writer closed first: -wal file left: true; in a copy of the .db file: SQL logic error: no such table: entries (1)
END
