package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/exports"
	"pointsmall/mall/wiring"
)

type exportCmd struct {
	List   string     `arg:"" help:"What to write: ${enum}." enum:"members,orders,entries,products,stock,purchases" placeholder:"LIST"`
	Out    string     `help:"The new file to write to; - is standard output." required:"" placeholder:"FILE"`
	Format string     `help:"How to write it: ${enum}; by FILE's name unless said." enum:"auto,csv,xlsx" default:"auto"`
	From   *time.Time `help:"From this day of the mall on, such as 2026-12-01." format:"2006-01-02" placeholder:"DAY"`
	Until  *time.Time `help:"Until this day, which is included." format:"2006-01-02" placeholder:"DAY"`
}

// Run writes a list to a file, which is removed where something goes wrong.
func (cmd *exportCmd) Run(ctx context.Context, c *cli) error {
	n := exports.NewExport{Actor: mall.Actor{Kind: mall.ActorSystem}, List: mall.ExportList(strings.ToUpper(cmd.List)), Format: cmd.format()}
	n.Filter.From, n.Filter.Until = dayOf(cmd.From), dayOf(cmd.Until)
	if err := n.Check(); err != nil {
		return err
	}
	return c.reading(ctx, func(services *wiring.Services) (err error) {
		out := io.Writer(os.Stdout)
		if cmd.Out != "-" {
			file, err := os.OpenFile(cmd.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return err
			}
			defer func() {
				if err != nil {
					err = errors.Join(err, os.Remove(cmd.Out))
				}
			}()
			defer func() { err = errors.Join(err, file.Close()) }()
			out = file
		}
		bar, shown := newProgress(-1, cmd.List), 0
		err = services.Exports.Write(ctx, out, n, func(rows int) error {
			bar.add(rows - shown)
			shown = rows
			return ctx.Err()
		})
		bar.finish()
		if err == nil && cmd.Out != "-" {
			fmt.Printf("%s with their columns are in %s\n", mall.Count(shown, "row"), cmd.Out)
		}
		return err
	})
}

func (cmd *exportCmd) format() mall.ExportFormat {
	if cmd.Format == "xlsx" || cmd.Format == "auto" && strings.HasSuffix(strings.ToLower(cmd.Out), ".xlsx") {
		return mall.ExportXLSX
	}
	return mall.ExportCSV
}

func dayOf(t *time.Time) *mall.Date {
	if t == nil {
		return nil
	}
	return new(mall.NewDate(t.Year(), t.Month(), t.Day()))
}
