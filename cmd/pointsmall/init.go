package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
)

type initCmd struct {
	Currency string `help:"Money of the mall's prices, an ISO 4217 code. It cannot be changed later." required:"" placeholder:"CNY"`
	TimeZone string `help:"Where the mall's days begin, an IANA time zone. It cannot be changed later." required:"" placeholder:"Asia/Shanghai"`
	Owner    string `help:"Name of the first staff user, who may do everything." required:"" placeholder:"NAME"`
	Login    string `help:"What the owner signs in with, such as an e-mail address." required:"" placeholder:"LOGIN"`
}

// Run begins a mall: it makes the tables, sets money and time zone, and adds the owner. A
// database that is not empty is refused before anything is written.
func (cmd *initCmd) Run(ctx context.Context, c *cli) (err error) {
	first := seed.First{Currency: mall.Currency(cmd.Currency), Zone: cmd.TimeZone, Owner: access.NewStaff{Name: cmd.Owner, Login: cmd.Login}}
	if first.Owner.Password, err = readPassword(cmd.Owner); err != nil {
		return err
	}
	owner, err := first.Prepare(ctx)
	if err != nil {
		return err
	}
	db, err := c.openAny(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := empty(ctx, db); err != nil {
		return err
	}
	if _, err := migrate(ctx, db); err != nil {
		return err
	}
	if err := first.Begin(ctx, db, mall.SystemClock, owner); err != nil {
		return err
	}
	fmt.Printf("the mall has begun: %s, %s; %s signs in as %s\n", first.Currency, first.Zone, owner.Name, owner.Login)
	fmt.Println("next: `pointsmall serve`, then createProduct; `pointsmall doctor` says what is missing")
	return nil
}

// empty refuses a database that a mall has begun in, and one with tables of an older
// version: whatever is in them, init is not what it needs.
func empty(ctx context.Context, db *store.DB) error {
	pending, err := store.Pending(ctx, db)
	if err != nil {
		return err
	}
	all, err := store.Migrations(db.Dialect)
	if err != nil {
		return err
	}
	switch len(pending) {
	case len(all):
		return nil // there are no tables yet
	case 0:
		begun, err := seed.HasBegun(ctx, db)
		if err == nil && begun {
			err = seed.ErrBegun
		}
		return err
	}
	return errors.New("the database has tables of an older version: run `pointsmall migrate` first")
}
