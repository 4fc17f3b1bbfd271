package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/event"
)

type apiKeyCmd struct {
	Partner string `help:"The partner's name." required:"" placeholder:"NAME"`
	Label   string `help:"What the key is for, to tell it from the partner's others." required:"" placeholder:"TEXT"`
}

// Run makes an API key and prints it, once: only its digest is stored.
func (cmd *apiKeyCmd) Run(ctx context.Context, c *cli) (err error) {
	db, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	service, err := access.New(ctx, db, event.NewBus(db), mall.SystemClock)
	if err != nil {
		return err
	}
	key, err := service.IssueAPIKey(ctx, cmd.Partner, cmd.Label)
	if err != nil {
		return err
	}
	_, err = fmt.Println(key)
	return err
}
