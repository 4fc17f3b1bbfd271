package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall/catalog"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

type migrateCmd struct {
	DryRun bool `help:"Only name the migrations that would be applied."`
}

// Run migrates.
func (cmd *migrateCmd) Run(ctx context.Context, c *cli) error {
	verb, run := "applied", c.migrate
	if cmd.DryRun {
		verb, run = "pending", c.pending
	}
	names, err := run(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Println(verb, name)
	}
	if len(names) == 0 {
		fmt.Println("the database is up to date")
	}
	return nil
}

// migrate makes the database where it is a file that is not there, and migrates it.
func (c *cli) migrate(ctx context.Context) (applied []string, err error) {
	db, err := c.openAny(ctx, store.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return migrate(ctx, db)
}

// pending names the migrations that the database lacks, and writes nothing: a SQLite file
// that is not there lacks all.
func (c *cli) pending(ctx context.Context) (names []string, err error) {
	db, err := c.openAny(ctx, store.Options{Mode: store.ReadOnly})
	if errors.Is(err, store.ErrNoFile) {
		return store.Migrations(store.SQLite)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return store.Pending(ctx, db)
}

// migrate brings the tables up to date, and then what SQL alone cannot.
func migrate(ctx context.Context, db *store.DB) ([]string, error) {
	applied, err := store.Migrate(ctx, db)
	if err != nil || len(applied) == 0 {
		return nil, err
	}
	return applied, errors.Join(catalog.IndexAll(ctx, db), member.FoldAll(ctx, db))
}
