#!/usr/bin/env bash
# Guess: A CHECK constraint may be any expression that the database takes, and is written alike for each.
# Fact:  Atlas, which writes ent's migrations, puts parentheses around an expression where it lacks them. For PostgreSQL it looks whether the
#        first one is closed by the last; for SQLite only whether there is one at each end. Of (a = 0) = (b = 0), which says that two columns
#        are empty together, it makes CHECK (a = 0) = (b = 0) there: the first pair is the constraint's own, the rest is no SQL, and the
#        whole table is refused. NOT ((a = 0) <> (b = 0)) works on both.
# Seen:  ariga.io/atlas 0.32.1-0.20250325101103-175b25e1c1b9, which ent 0.14.5 uses; modernc.org/sqlite 1.60.1; Go 1.26.8, 2026-11-29.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get ariga.io/atlas@v0.32.1-0.20250325101103-175b25e1c1b9 modernc.org/sqlite@v1.60.1 modernc.org/libc@v1.77.1 2>>setup.log

cat >main.go <<'END'
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
	_ "modernc.org/sqlite"
)

func main() {
	for _, expr := range []string{"a = 0 or b = 0", "(a = 0 or b = 0)", "(a = 0) = (b = 0)", "not ((a = 0) <> (b = 0))"} {
		fmt.Printf("%s\n  PostgreSQL: %s\n  SQLite: %s, %s\n", expr, check(plan(postgres.DefaultPlan, expr)), check(plan(sqlite.DefaultPlan, expr)), try(plan(sqlite.DefaultPlan, expr)))
	}
}

// check is the constraint in the statement that makes the table.
func check(statement string) string {
	return strings.TrimSuffix(statement[strings.Index(statement, "CHECK"):], ")")
}

// try says what SQLite does with a statement.
func try(statement string) string {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		return "refused"
	}
	return "taken"
}

// plan is the statement that makes a table with the constraint.
func plan(planner migrate.PlanApplier, expr string) string {
	table := schema.NewTable("t").AddColumns(schema.NewIntColumn("a", "int"), schema.NewIntColumn("b", "int")).
		AddChecks(schema.NewCheck().SetName("both").SetExpr(expr))
	made, err := planner.PlanChanges(context.Background(), "plan", []schema.Change{&schema.AddTable{T: table}})
	if err != nil {
		log.Fatal(err)
	}
	return made.Changes[0].Cmd
}
END

go run . | tee seen
diff - seen <<'END'
a = 0 or b = 0
  PostgreSQL: CHECK (a = 0 or b = 0)
  SQLite: CHECK (a = 0 or b = 0), taken
(a = 0 or b = 0)
  PostgreSQL: CHECK (a = 0 or b = 0)
  SQLite: CHECK (a = 0 or b = 0), taken
(a = 0) = (b = 0)
  PostgreSQL: CHECK ((a = 0) = (b = 0))
  SQLite: CHECK (a = 0) = (b = 0), refused
not ((a = 0) <> (b = 0))
  PostgreSQL: CHECK (not ((a = 0) <> (b = 0)))
  SQLite: CHECK (not ((a = 0) <> (b = 0))), taken
END
