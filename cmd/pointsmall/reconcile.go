package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"pointsmall/mall/reconcile"
)

type reconcileCmd struct {
	JSON bool `help:"Print the report as JSON."`
}

// Run reconciles; it fails with exit code 3 when something does not agree.
func (cmd *reconcileCmd) Run(ctx context.Context, c *cli) (err error) {
	db, err := c.open(ctx, true)
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
	}
	return nil
}
