package main

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/mall/wiring"
)

type apiKeyCmd struct {
	Partner string `help:"The partner's name." required:"" placeholder:"NAME"`
	Label   string `help:"What the key is for, to tell it from the partner's others." required:"" placeholder:"TEXT"`
	Quota   *int   `name:"daily-quota" help:"Most calls that the key may make on a day of the mall's, 1 or more; without it there is no limit." placeholder:"N"`
}

// Validate refuses a quota that makes no sense, and names that name nothing.
func (cmd *apiKeyCmd) Validate() error {
	if cmd.Quota != nil && *cmd.Quota < 1 {
		return errors.New("--daily-quota must be at least 1; leave it out for no limit")
	}
	return named(map[string]*string{"--partner": &cmd.Partner, "--label": &cmd.Label})
}

// Run makes an API key and prints it, once: only its digest is stored.
func (cmd *apiKeyCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		key, err := services.Access.IssueAPIKey(ctx, cmd.Partner, cmd.Label, cmd.Quota)
		if err != nil {
			return err
		}
		_, err = fmt.Println(key)
		return err
	})
}
