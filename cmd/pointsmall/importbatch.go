package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/imports"
	"pointsmall/mall/staff"
	"pointsmall/mall/wiring"
)

type (
	importUndoCmd struct {
		Import string `arg:"" help:"The import's batch number, imp_…" placeholder:"BATCH"`
		Staff  string `help:"The login of the staff user who undoes it; purchases are undone as corrections, which name one." placeholder:"LOGIN"`
		Kept   string `help:"Where to write the rows that cannot be undone, with the reasons." placeholder:"FILE"`
		JSON   bool   `help:"Print the report as JSON."`
	}
	importContinueCmd struct {
		Import  string `arg:"" help:"The import's batch number, imp_…" placeholder:"BATCH"`
		Rejects string `help:"Where to write rejected rows." placeholder:"FILE"`
		JSON    bool   `help:"Print the report as JSON."`
	}
	importListCmd struct {
		Limit int `help:"How many, the newest first." default:"20"`
	}
)

func batchNumber(text string) (mall.ImportBatchID, error) {
	id, ok := mall.AnyID(text).ImportBatch()
	if !ok {
		return id, fmt.Errorf("%q is no batch number such as imp_0193…", text)
	}
	return id, nil
}

// Run takes back what an import has added.
func (cmd *importUndoCmd) Run(ctx context.Context, c *cli) error {
	id, err := batchNumber(cmd.Import)
	if err != nil {
		return err
	}
	return c.withServices(ctx, func(services *wiring.Services) error {
		actor := mall.Actor{Kind: mall.ActorSystem}
		if cmd.Staff != "" {
			user, err := staff.ByLogin(ctx, services.DB.Ent(), cmd.Staff)
			if err != nil {
				return err
			}
			if user == nil || user.DisabledAt != nil {
				return fmt.Errorf("there is no staff user %q", cmd.Staff)
			}
			actor = mall.Actor{Kind: mall.ActorStaff, StaffID: user.ID, Permissions: []mall.Permission{mall.PermissionAll}}
		}
		row, err := services.Imports.Get(ctx, id)
		if err != nil {
			return err
		}
		if row.Status != mall.ImportUndoing { // else it was interrupted
			if row, err = services.Imports.Undo(ctx, actor, id, 0); err != nil {
				return err
			}
		}
		err = workOn(ctx, services, row, "", cmd.JSON)
		if cmd.Kept == "" {
			return err
		}
		row, again := services.Imports.Get(ctx, id)
		if again == nil && row.Kept > 0 {
			again = writeTo(cmd.Kept, func(f *os.File) error { return services.Imports.WriteKept(ctx, f, row, mall.LangEN) })
		}
		return errors.Join(err, again)
	})
}

// Run goes on with an import that was interrupted.
func (cmd *importContinueCmd) Run(ctx context.Context, c *cli) error {
	id, err := batchNumber(cmd.Import)
	if err != nil {
		return err
	}
	return c.withServices(ctx, func(services *wiring.Services) error {
		row, err := services.Imports.Get(ctx, id)
		if err != nil {
			return err
		}
		rejects := cmd.Rejects
		if rejects == "" {
			rejects = rejectedName(row.FileName)
		}
		return workOn(ctx, services, row, rejects, cmd.JSON)
	})
}

// Run lists imports.
func (cmd *importListCmd) Run(ctx context.Context, c *cli) error {
	return c.reading(ctx, func(services *wiring.Services) error {
		var kinds []mall.ImportKind
		for _, k := range mall.ImportKind("").Values() {
			kinds = append(kinds, mall.ImportKind(k))
		}
		rows, err := services.Imports.List(ctx, imports.Imports{Kinds: kinds, Limit: cmd.Limit})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "BATCH\tKIND\tSTATUS\tROWS\tADDED\tTHERE\tREJECTED\tUNDONE\tBEGAN\tFILE")
		for _, b := range rows {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", b.ID, b.Kind, b.Status, b.Done, b.Added, b.There, b.Rejected, b.Undone, b.CreatedAt.In(services.Zone).Format(time.DateTime), b.FileName)
		}
		return w.Flush() // which tells what could not be written
	})
}
