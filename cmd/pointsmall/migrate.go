package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall/store"
)

type migrateCmd struct {
	DryRun bool `help:"Only name the migrations that would be applied."`
}

// Run migrates.
func (cmd *migrateCmd) Run(ctx context.Context, c *cli) (err error) {
	db, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	verb, run := "applied", store.Migrate
	if cmd.DryRun {
		verb, run = "pending", store.Pending
	}
	names, err := run(ctx, db)
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
