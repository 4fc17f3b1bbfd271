package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

type reconcileCmd struct {
	JSON        bool `help:"Print the report as JSON."`
	VerifyChain bool `help:"Also recompute the hash of every points entry, which shows whether one was altered."`
}

// Run reconciles; it fails with exit code 3 when something does not agree.
func (cmd *reconcileCmd) Run(ctx context.Context, c *cli) (err error) {
	db, err := c.open(ctx, store.Options{Mode: store.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	start := time.Now()
	bar := newProgress(-1, "reconciling")
	report, err := reconcile.Run(ctx, db, func(string, int, int) { bar.add(1) })
	bar.finish()
	if err != nil {
		return err
	}
	unchained := 0
	if cmd.VerifyChain {
		if unchained, err = cmd.verifyChain(ctx, db, &report); err != nil {
			return err
		}
	}
	if cmd.JSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return err
		}
	} else {
		for _, f := range report.Findings {
			fmt.Printf("%s %s: %s\n    rule: %s\n", f.Table, f.ID, f.Detail, f.Check)
		}
		fmt.Print(report.Newest.Text())
	}
	if len(report.Findings) > 0 {
		more := ""
		if report.More {
			more = fmt.Sprintf(", and more: only the first %d of a check are named", reconcile.MaxFindings)
		}
		return finding(fmt.Sprintf("not clean: %d rows do not agree%s", len(report.Findings), more))
	}
	if !cmd.JSON {
		fmt.Printf("clean: %d checks in %s\n", report.Checks, time.Since(start).Round(time.Millisecond))
		if unchained > 0 {
			fmt.Printf("%d entries are older than the hash chain and not covered by it\n", unchained)
		}
	}
	return nil
}

// verifyChain adds to the report what the hash chain shows.
func (cmd *reconcileCmd) verifyChain(ctx context.Context, db *store.DB, report *reconcile.Report) (unchained int, err error) {
	bar, shown := newProgress(-1, "verifying the chain"), 0
	chain, unchained, err := reconcile.VerifyChain(ctx, db, func(read int) {
		bar.add(read - shown)
		shown = read
	})
	bar.finish()
	report.Checks += chain.Checks
	report.Findings = append(report.Findings, chain.Findings...)
	report.More = report.More || chain.More
	return unchained, err
}
