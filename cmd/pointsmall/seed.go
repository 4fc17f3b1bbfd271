package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/seed"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

type seedCmd struct {
	Demo  seedDemoCmd  `cmd:"" help:"Add the demo mall to an empty database: a catalog, two members, a staff user, a partner."`
	Bench seedBenchCmd `cmd:"" help:"Add members bench-1, bench-2, … and SKUs BENCH-1, BENCH-2, … for load runs."`
}

type seedDemoCmd struct{}

// Run adds the demo data.
func (cmd *seedDemoCmd) Run(ctx context.Context, c *cli) error {
	return withMigrated(ctx, c, func(db *store.DB) error {
		if err := c.seedDemo(ctx, db); err != nil {
			return err
		}
		fmt.Println("demo data added: sign in as alice@demo.test, bob@demo.test or admin@demo.test with demo-password")
		return nil
	})
}

// seedDemo adds the demo mall, and a lottery whose seeds are kept by this process's secret.
func (c *cli) seedDemo(ctx context.Context, db *store.DB) error {
	if err := seed.Demo(ctx, db, mall.SystemClock); err != nil {
		return err
	}
	services, err := wiring.New(ctx, db, mall.SystemClock)
	if err != nil {
		return err
	}
	defer services.Close()
	services.Lotteries.Seeds.Key = []byte(c.AnchorKey)
	return seed.DemoLottery(ctx, services.Lotteries, mall.SystemClock())
}

type seedBenchCmd struct {
	Members int    `help:"How many members to add." default:"100000" placeholder:"N"`
	Skus    int    `help:"How many SKUs to add." default:"10000" placeholder:"N"`
	Stock   int64  `help:"Pieces of each SKU." default:"1000000000" placeholder:"N"`
	Price   int64  `help:"Points for a piece of each SKU; 0 where there is no --cash: 100 to 149." default:"0" placeholder:"N"`
	Cash    string `help:"Money for a piece of each SKU, on top of the points, such as 69.00." placeholder:"AMOUNT"`
	Balance int64  `help:"Points of each member." default:"1000000" placeholder:"N"`

	Prefix  string `help:"What members are called: PREFIX-1, PREFIX-2, …" default:"bench"`
	Lots    int    `help:"Lots that a member's points come in." default:"4" placeholder:"N"`
	Rules   bool   `help:"Add nine earning rules for purchases, which make ten with the mall's own, and one for check-ins."`
	Expired int    `help:"Lots of one point more of each member, which have expired and wait for the sweep." default:"0" placeholder:"N"`
}

// Validate refuses amounts that make no sense.
func (cmd *seedBenchCmd) Validate() error {
	if cmd.Members < 0 || cmd.Skus < 0 || cmd.Stock < 0 || cmd.Balance < 0 || cmd.Price < 0 || mall.Points(cmd.Price) > mall.MaxPoints || mall.Points(cmd.Balance) > mall.MaxPoints {
		return errors.New("--members, --skus, --stock, --price and --balance must not be negative, and --price and --balance must be below 2^53")
	}
	if cmd.Lots < 1 || cmd.Expired < 0 || cmd.Prefix == "" {
		return errors.New("--lots must be at least 1, --expired must not be negative, --prefix must not be empty")
	}
	return nil
}

// Run adds the data for load runs.
func (cmd *seedBenchCmd) Run(ctx context.Context, c *cli) error {
	return withMigrated(ctx, c, func(db *store.DB) error {
		start := time.Now()
		price, err := cmd.price(ctx, db)
		if err != nil {
			return err
		}
		bar := newProgress(cmd.Members+cmd.Skus, "seeding")
		err = seed.Bench(ctx, db, mall.SystemClock, seed.Load{
			Members: cmd.Members, Prefix: cmd.Prefix, Balance: mall.Points(cmd.Balance), Lots: cmd.Lots, Expired: cmd.Expired, Skus: cmd.Skus, Stock: cmd.Stock, Price: price, Progress: bar.add,
		})
		bar.finish()
		if err == nil && cmd.Rules {
			err = seed.BenchRules(ctx, db, mall.SystemClock())
		}
		if err != nil {
			return err
		}
		fmt.Printf("added %d members and %d SKUs in %s\n", cmd.Members, cmd.Skus, time.Since(start).Round(100*time.Millisecond))
		return nil
	})
}

// price is what a piece costs, in points and in the mall's money.
func (cmd *seedBenchCmd) price(ctx context.Context, db *store.DB) (catalog.Price, error) {
	price := catalog.Price{Points: mall.Points(cmd.Price)}
	if cmd.Cash == "" {
		return price, nil
	}
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return price, err
	}
	amount, err := mall.ParseDecimal(cmd.Cash)
	if err != nil {
		return price, fmt.Errorf("--cash: %w", err)
	}
	money, err := mall.ParseMoney(amount, settings.Currency)
	if err != nil {
		return price, fmt.Errorf("--cash: %w", err)
	}
	price.Cash = &money
	return price, nil
}

// withMigrated opens the database, migrates it, runs f and closes it.
func withMigrated(ctx context.Context, c *cli, f func(*store.DB) error) (err error) {
	db, err := c.openAny(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := migrate(ctx, db); err != nil {
		return err
	}
	return f(db)
}
