package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/wiring"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List the keys that sign access tokens."`
	Rotate keysRotateCmd `cmd:"" help:"Make a new key. It signs once every server knows it; older tokens stay good."`
	Retire keysRetireCmd `cmd:"" help:"End an older key: its tokens are refused within seconds."`
}

type (
	keysListCmd   struct{}
	keysRotateCmd struct{}
	keysRetireCmd struct {
		ID string `arg:"" help:"The key's id, as list prints it."`
	}
)

// Run prints a line a key.
func (cmd *keysListCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		keys, err := services.Access.Keys(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, k := range keys {
			state := "checks"
			switch {
			case k.RetiredAt != nil:
				state = "retired " + k.RetiredAt.Format(time.RFC3339)
			case k.Signs:
				state = "signs"
			}
			_, _ = fmt.Fprintf(w, "%s\tmade %s\t%s\n", k.ID, k.CreatedAt.UTC().Format(time.RFC3339), state)
		}
		return w.Flush()
	})
}

// Run makes a key and prints its id.
func (cmd *keysRotateCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		id, err := services.Access.RotateKey(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("%s signs in %d seconds; retire the older key when its tokens should end (they live %s)\n", id, int(access.KeysSettle/time.Second), access.AccessTTL)
		return nil
	})
}

// Run ends a key.
func (cmd *keysRetireCmd) Run(ctx context.Context, c *cli) error {
	id, ok := mall.AnyID(cmd.ID).SigningKey()
	if !ok {
		return fmt.Errorf("%q is no key's id: see `pointsmall keys list`", cmd.ID)
	}
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.Access.RetireKey(ctx, id); err != nil {
			return err
		}
		fmt.Printf("%s is retired: its tokens are refused within seconds\n", id)
		return nil
	})
}
