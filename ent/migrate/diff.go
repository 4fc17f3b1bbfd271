//go:build ignore

// diff writes the migration that brings each dialect's folder up to ent/schema.
// It needs an empty PostgreSQL database to replay in; `make migration NAME=…`
// provides one. Read what it wrote before you commit it. Called with -hash it only
// renews the checksums, after a migration was written or mended by hand.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	entmigrate "pointsmall/ent/migrate"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run -mod=mod ent/migrate/diff.go NAME|-hash")
	}
	if os.Args[1] == "-hash" {
		for _, folder := range []string{"ent/migrate/sqlite", "ent/migrate/postgres"} {
			if err := rehash(folder); err != nil {
				log.Fatalf("%s: %v", folder, err)
			}
		}
		return
	}
	postgres := os.Getenv("POINTSMALL_TEST_POSTGRES")
	if postgres == "" {
		log.Fatal("POINTSMALL_TEST_POSTGRES must hold the URL of a PostgreSQL server: run this by `make migration NAME=…`")
	}
	targets := []struct{ dialect, driver, url, dir string }{
		{dialect.SQLite, "sqlite", "file:diff?mode=memory&cache=shared&_pragma=foreign_keys(1)", "ent/migrate/sqlite"},
		{dialect.Postgres, "postgres", postgres, "ent/migrate/postgres"},
	}
	for _, t := range targets {
		if err := diff(t.dialect, t.driver, t.url, t.dir, os.Args[1]); err != nil {
			log.Fatalf("%s: %v", t.dir, err)
		}
	}
}

func diff(name, driver, url, folder, title string) error {
	db, err := sql.Open(driver, url)
	if err != nil {
		return err
	}
	defer db.Close()
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return err
	}
	m, err := schema.NewMigrate(entsql.OpenDB(name, db),
		schema.WithDir(dir), schema.WithFormatter(migrate.DefaultFormatter), schema.WithMigrationMode(schema.ModeReplay),
		schema.WithDropColumn(true), schema.WithDropIndex(true), schema.WithGlobalUniqueID(false))
	if err != nil {
		return err
	}
	if err := m.NamedDiff(context.Background(), title, entmigrate.Tables...); err != nil {
		return fmt.Errorf("diff: %w", err)
	}
	return nil
}

func rehash(folder string) error {
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return err
	}
	sum, err := dir.Checksum()
	if err != nil {
		return err
	}
	return migrate.WriteSumFile(dir, sum)
}
