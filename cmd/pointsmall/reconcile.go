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

	Anchor string `help:"Compare with how far each account went when the file was written, then write it anew. Keep it away from the database." placeholder:"FILE"`
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
		if unchained, err = cmd.verifyChain(ctx, db, []byte(c.AnchorKey), &report); err != nil {
			return err
		}
	}
	if cmd.Anchor != "" {
		if err := cmd.compareAnchor(ctx, db, []byte(c.AnchorKey), &report); err != nil {
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
		for _, w := range report.Warnings {
			fmt.Printf("note: %s %s: %s\n    rule: %s\n", w.Table, w.ID, w.Detail, w.Check)
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
	if cmd.Anchor != "" {
		if err := cmd.writeAnchor(ctx, db, []byte(c.AnchorKey)); err != nil {
			return err
		}
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
func (cmd *reconcileCmd) verifyChain(ctx context.Context, db *store.DB, key []byte, report *reconcile.Report) (unchained int, err error) {
	bar, shown := newProgress(-1, "verifying the chain"), 0
	chain, unchained, err := reconcile.VerifyChain(ctx, db, key, func(read int) {
		bar.add(read - shown)
		shown = read
	})
	bar.finish()
	report.Add(chain)
	return unchained, err
}

// compareAnchor adds to the report what contradicts the file, where there is one.
func (cmd *reconcileCmd) compareAnchor(ctx context.Context, db *store.DB, key []byte, report *reconcile.Report) error {
	text, err := os.ReadFile(cmd.Anchor)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	heads, err := reconcile.ReadHeads(text, key)
	if err != nil {
		return fmt.Errorf("%s: %w", cmd.Anchor, err)
	}
	compared, err := reconcile.CompareHeads(ctx, db, heads)
	report.Add(compared)
	return err
}

// writeAnchor replaces the file, once everything agrees.
func (cmd *reconcileCmd) writeAnchor(ctx context.Context, db *store.DB, key []byte) error {
	text, err := reconcile.WriteHeads(ctx, db, key, time.Now())
	if err != nil {
		return err
	}
	fresh := cmd.Anchor + ".new"
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, cmd.Anchor)
}
