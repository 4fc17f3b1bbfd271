package main

import (
	"context"
	"fmt"

	"pointsmall/mall/access"
)

type apiKeyCmd struct {
	Partner string `help:"The partner's name." required:"" placeholder:"NAME"`
	Label   string `help:"What the key is for, to tell it from the partner's others." required:"" placeholder:"TEXT"`
}

// Run makes an API key and prints it, once: only its digest is stored.
func (cmd *apiKeyCmd) Run(ctx context.Context, c *cli) error {
	return c.withAccess(ctx, func(service *access.Service) error {
		key, err := service.IssueAPIKey(ctx, cmd.Partner, cmd.Label)
		if err != nil {
			return err
		}
		_, err = fmt.Println(key)
		return err
	})
}
