package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/payment"
	"pointsmall/mall/wiring"
)

type statementCmd struct {
	Day string `help:"The day, such as 2026-11-28, in each provider's time zone; yesterday when empty." placeholder:"DATE"`

	wiring.PaymentSettings `embed:""`
	PublicURLFlag          `embed:""`
}

// Run compares the statements of all providers that have some. It fails with exit code 3 when
// something is left for people.
func (cmd *statementCmd) Run(ctx context.Context, c *cli) error {
	return c.withPayments(ctx, cmd.PaymentSettings, cmd.PublicURL, func(services *wiring.Services) error {
		left, some := 0, false
		for _, p := range services.Checkout.Offered() {
			by, ok := p.(payment.Accountant)
			if !ok {
				continue
			}
			some = true
			day := mall.DateOf(time.Now(), by.Zone()).AddDays(-1)
			if cmd.Day != "" {
				var err error
				if day, err = mall.ParseDate(cmd.Day); err != nil {
					return err
				}
			}
			done, err := services.Checkout.Compare(ctx, p.Method(), day)
			if err != nil {
				return err
			}
			fmt.Printf("%s, %s: %d lines, %d payments of which the mall had not heard, %d differences\n", p.Method(), day, done.Postings, len(done.Heard), len(done.Differences))
			for _, d := range done.Differences {
				fmt.Printf("%s: %s\n", d.Payment, d.Says)
			}
			left += len(done.Differences)
		}
		switch {
		case !some:
			return errors.New("no payment provider is set up: name its settings")
		case left > 0:
			return finding(fmt.Sprintf("%d differences", left))
		}
		return nil
	})
}
