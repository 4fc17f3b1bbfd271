package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pointsmall/mall/wiring"
)

type tokenCmd struct {
	Member  *string       `help:"A member's external reference or id." xor:"who" required:"" placeholder:"REF"`
	Staff   *string       `help:"A staff user's name." xor:"who" required:"" placeholder:"NAME"`
	Partner *string       `help:"A partner's name." xor:"who" required:"" placeholder:"NAME"`
	TTL     time.Duration `help:"How long the token is good." default:"12h"`
}

// Validate refuses a lifetime that makes no sense, and a name that names nobody.
func (cmd *tokenCmd) Validate() error {
	if cmd.TTL <= 0 {
		return errors.New("--ttl must be positive")
	}
	return named(map[string]*string{"--member": cmd.Member, "--staff": cmd.Staff, "--partner": cmd.Partner})
}

// named refuses flags whose text is empty, as a script's unset variable makes it. Where a
// flag is nil it was not given; where it is required, the parser says so.
func named(flags map[string]*string) error {
	for _, flag := range slices.Sorted(maps.Keys(flags)) {
		if text := flags[flag]; text != nil && strings.TrimSpace(*text) == "" {
			return fmt.Errorf("%s is empty: it must name something", flag)
		}
	}
	return nil
}

// Run prints the token.
func (cmd *tokenCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) (err error) {
		var token string
		switch {
		case cmd.Member != nil:
			token, err = services.Access.IssueMember(ctx, *cmd.Member, cmd.TTL)
		case cmd.Staff != nil:
			token, err = services.Access.IssueStaff(ctx, *cmd.Staff, cmd.TTL)
		default:
			token, err = services.Access.IssuePartner(ctx, *cmd.Partner, cmd.TTL)
		}
		if err != nil {
			return err
		}
		fmt.Println(token)
		return nil
	})
}
