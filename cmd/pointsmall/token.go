package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/mall/wiring"
)

type tokenCmd struct {
	Member  string        `help:"A member's external reference or id." xor:"who" required:"" placeholder:"REF"`
	Staff   string        `help:"A staff user's name." xor:"who" required:"" placeholder:"NAME"`
	Partner string        `help:"A partner's name." xor:"who" required:"" placeholder:"NAME"`
	TTL     time.Duration `help:"How long the token is good." default:"12h"`
}

// Validate refuses a lifetime that makes no sense.
func (cmd *tokenCmd) Validate() error {
	if cmd.TTL <= 0 {
		return errors.New("--ttl must be positive")
	}
	return nil
}

// Run prints the token.
func (cmd *tokenCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) (err error) {
		var token string
		switch {
		case cmd.Member != "":
			token, err = services.Access.IssueMember(ctx, cmd.Member, cmd.TTL)
		case cmd.Staff != "":
			token, err = services.Access.IssueStaff(ctx, cmd.Staff, cmd.TTL)
		default:
			token, err = services.Access.IssuePartner(ctx, cmd.Partner, cmd.TTL)
		}
		if err != nil {
			return err
		}
		fmt.Println(token)
		return nil
	})
}
