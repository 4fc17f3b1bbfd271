package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/seed"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

type initCmd struct {
	Currency *string `help:"Money of the mall's prices, an ISO 4217 code. It cannot be changed later." required:"" placeholder:"CNY"`
	TimeZone *string `help:"Where the mall's days begin, an IANA time zone. It cannot be changed later." required:"" placeholder:"Asia/Shanghai"`
	Owner    string  `help:"Name of the first staff user, who may do everything; without it, pointsmall staff add makes them." placeholder:"NAME"`
	Login    string  `help:"What the owner signs in with, such as an e-mail address." placeholder:"LOGIN"`
}

// Validate refuses half an owner, and money and zones that there are not.
func (cmd *initCmd) Validate() error {
	if err := errors.Join(checkCurrency(cmd.Currency), checkZone("--time-zone", cmd.TimeZone)); err != nil {
		return err
	}
	if (cmd.Owner == "") != (cmd.Login == "") {
		return errors.New("--owner and --login go together")
	}
	return nil
}

// Run begins a mall: it makes the tables, sets money and time zone, and adds the owner, if any. A
// database that is not empty is refused before anything is written.
func (cmd *initCmd) Run(ctx context.Context, c *cli) (err error) {
	first := seed.First{Currency: mall.Currency(*cmd.Currency), Zone: *cmd.TimeZone}
	if cmd.Owner != "" {
		password, err := readPassword(cmd.Owner)
		if err != nil {
			return err
		}
		first.Owner = &access.NewStaff{Name: cmd.Owner, Login: cmd.Login, Password: password}
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
	log := audit.New(db, mall.SystemClock)
	log.Key, log.Currency = []byte(c.AnchorKey), first.Currency
	db.RecordBy(log)
	if err := first.Begin(ctx, db, mall.SystemClock, owner); err != nil {
		return err
	}
	fmt.Printf("the mall has begun: %s, %s\n", first.Currency, first.Zone)
	if owner == nil {
		fmt.Println("next: `pointsmall staff add NAME --login LOGIN --permission ALL` makes its owner")
		return nil
	}
	fmt.Printf("%s signs in as %s\n", owner.Name, owner.Login)
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
