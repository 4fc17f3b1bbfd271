#!/usr/bin/env bash
# Guess: A transaction begun with sql.TxOptions{ReadOnly: true} cannot write, or the driver refuses the option, as database/sql asks of it.
# Fact:  modernc.org/sqlite takes the option only as a reason not to begin IMMEDIATE. The transaction writes, and its commit keeps the rows.
#        "mode=ro" in the address, or "pragma query_only", is what refuses. (lib/pq says "cannot execute INSERT in a read-only transaction".)
# Seen:  modernc.org/sqlite 1.62.0, 2026-11-28.
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
	"context"
	"database/sql"
	"fmt"
	"log"

	_ "modernc.org/sqlite"
)

func main() {
	db := open("file:mall.db?_txlock=immediate")
	_, err := db.Exec("create table entries (points int)")
	check(err)
	fmt.Println("ReadOnly:", insert(db))
	fmt.Println("ReadOnly and query_only:", insert(open("file:mall.db?_pragma=query_only(1)")))
	fmt.Println("ReadOnly and mode=ro:", insert(open("file:mall.db?mode=ro")))
	var rows int
	check(db.QueryRow("select count(*) from entries").Scan(&rows))
	fmt.Println("rows kept:", rows)
}

func insert(db *sql.DB) string {
	tx, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return "option refused: " + err.Error()
	}
	defer tx.Rollback()
	if _, err := tx.Exec("insert into entries values (100)"); err != nil {
		return err.Error()
	}
	check(tx.Commit())
	return "inserted and committed"
}

func open(url string) *sql.DB {
	db, err := sql.Open("sqlite", url)
	check(err)
	return db
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go run . | tee seen
diff - seen <<'END'
ReadOnly: inserted and committed
ReadOnly and query_only: attempt to write a readonly database (8)
ReadOnly and mode=ro: attempt to write a readonly database (8)
rows kept: 1
END
