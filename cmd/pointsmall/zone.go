package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pointsmall/mall/store"
)

// carriedRules is the release of the time zone rules that this program carries for
// machines without any: Go's. A test compares it with Go's own.
const carriedRules = "2025c"

// zoneFolders are where Go looks for the rules of time zones, before those it carries.
var zoneFolders = []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"}

// zoneRules says where the rules of a zone come from, and of which release they are; ""
// where nothing says it.
func zoneRules(zone string, folders []string) (from, release string) {
	if set := os.Getenv("ZONEINFO"); set != "" {
		folders = append([]string{set}, folders...)
	}
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, zone)); err == nil {
			return folder, releaseOf(folder)
		}
	}
	return "this program", carriedRules
}

// releaseOf reads the release of a folder of rules, such as 2026a, from the files that
// distributions put there.
func releaseOf(folder string) string {
	for _, name := range []string{"tzdata.zi", "+VERSION"} {
		file, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			continue
		}
		line, _ := bufio.NewReader(file).ReadString('\n') // a file without a line says nothing
		_ = file.Close()
		if release := strings.TrimSpace(strings.TrimPrefix(line, "# version ")); release != "" {
			return release
		}
	}
	return ""
}

// examineZone says where the rules of the mall's zone come from, and compares them with
// what else is known: with those that the program carries by their release, with those of
// PostgreSQL day by day. An older release need not be wrong for this zone; a day that
// differs is.
func examineZone(ctx context.Context, db *store.DB, zone *time.Location, say func(string, error)) {
	from, release := zoneRules(zone.String(), zoneFolders)
	switch {
	case release == "":
		release = "of an unknown release"
	case release < carriedRules:
		release += " (this program carries newer ones, " + carriedRules + ": update the system's package tzdata)"
	}
	fmt.Printf("      the zone's rules come from %s, %s\n", from, release)
	if db.Dialect == store.Postgres {
		say("the database has the same rules for the time zone", sameRules(ctx, db, zone))
	}
}

// sameRules compares every noon of the next three years.
func sameRules(ctx context.Context, db *store.DB, zone *time.Location) error {
	const layout = "2006-01-02 15:04"
	rows, err := db.Query(ctx, `select at, to_char(at at time zone $1, 'YYYY-MM-DD HH24:MI')
		from generate_series(date_trunc('day', now()) + interval '12 hours', now() + interval '3 years', interval '1 day') at`, zone.String())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var at time.Time
		var there string
		if err := rows.Scan(&at, &there); err != nil {
			return err
		}
		if here := at.In(zone).Format(layout); here != there {
			return fmt.Errorf("%s is %s here and %s there: update tzdata on the one with the older rules", at.UTC().Format(time.RFC3339), here, there)
		}
	}
	return rows.Err()
}
