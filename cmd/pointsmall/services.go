package main

import (
	"context"
	"errors"

	"pointsmall/mall"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

// withPayments is withServices for work that asks payment providers.
func (c *cli) withPayments(ctx context.Context, p wiring.PaymentSettings, publicURL string, f func(*wiring.Services) error) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.OfferPayments(p, publicURL); err != nil {
			return err
		}
		return f(services)
	})
}

// withServices runs f with the mall's services on the migrated database, then closes
// them. Their bus is not run: what they change is announced by the database's servers.
func (c *cli) withServices(ctx context.Context, f func(*wiring.Services) error) error {
	return c.withServicesOn(ctx, store.Options{}, f)
}

// reading is withServices for what only looks: it works on a standby, and on a file that
// cannot be written.
func (c *cli) reading(ctx context.Context, f func(*wiring.Services) error) error {
	return c.withServicesOn(ctx, store.Options{Mode: store.ReadOnly}, f)
}

func (c *cli) withServicesOn(ctx context.Context, options store.Options, f func(*wiring.Services) error) (err error) {
	db, err := c.open(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	services, err := wiring.New(ctx, db, mall.SystemClock)
	if err != nil {
		return err
	}
	defer services.Close()
	if services.Media.Files, err = c.files(); err != nil {
		return err
	}
	services.Anchors.Key, services.Lotteries.Seeds.Key = []byte(c.AnchorKey), []byte(c.AnchorKey)
	services.Access.Secrets.Key, services.Vault.Key, services.Audit.Key = []byte(c.AnchorKey), []byte(c.AnchorKey), []byte(c.AnchorKey)
	return f(services)
}

// following runs f while the settings follow what others change, as work that takes
// long must.
func following(ctx context.Context, services *wiring.Services, f func() error) error {
	ctx, stop := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		services.Settings.Run(ctx)
	}()
	defer func() {
		stop()
		<-followed
	}()
	return f()
}
