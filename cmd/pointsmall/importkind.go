package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/imports"
	"pointsmall/mall/wiring"
)

// importKindCmd are the flags that imports of all kinds but purchases have.
type importKindCmd struct {
	File      string   `arg:"" help:"CSV or XLSX file; - reads standard input." placeholder:"FILE"`
	Map       []string `help:"What the file calls a column, such as --map ref=CardNo; again for each column, or with commas between." sep:"none" placeholder:"COLUMN=NAME"`
	Timezone  string   `help:"IANA time zone of the dates; the mall's unless said." placeholder:"ZONE"`
	Encoding  string   `help:"What the file is written in: ${enum}." enum:"auto,utf-8,gb18030,big5,utf-16le,utf-16be,windows-1252" default:"auto"`
	Separator string   `help:"What stands between cells: ${enum}." enum:"auto,comma,semicolon,tab,pipe" default:"auto"`
	Decimal   string   `help:"What stands before decimals: ${enum}." enum:"point,comma" default:"point"`
	Dates     string   `help:"How dates begin that do not begin with the year: ${enum}." enum:"ymd,dmy,mdy" default:"ymd"`
	DryRun    bool     `help:"Check everything and report what would be added, but add nothing."`
	Rejects   string   `help:"Where to write rejected rows. Default: FILE's name with .rejected.csv for its extension, in the current folder." placeholder:"FILE"`
	JSON      bool     `help:"Print the report as JSON."`
}

type (
	importMembersCmd  struct{ importKindCmd }
	importStockCmd    struct{ importKindCmd }
	importBalancesCmd struct {
		importKindCmd
		Currency string `help:"The points currency; the mall's own unless said." placeholder:"CODE"`
	}
	importProductsCmd struct {
		importKindCmd
		Images string `help:"A folder with the pictures that the file names; they are uploaded." type:"existingdir" placeholder:"FOLDER"`
	}
	importCodesCmd struct {
		importKindCmd
		Batch string      `help:"The batch's name: lower-case letters, digits and hyphens." placeholder:"NAME"`
		Sku   string      `help:"The goods that the codes are on."`
		Value mallDecimal `help:"A number that rules may count." default:"0"`
	}
)

// mallDecimal is a flag with an exact number.
type mallDecimal struct{ mall.Decimal }

// UnmarshalText reads the flag.
func (d *mallDecimal) UnmarshalText(text []byte) (err error) {
	d.Decimal, err = mall.ParseDecimal(string(text))
	return err
}

// Run imports members.
func (cmd *importMembersCmd) Run(ctx context.Context, c *cli) error {
	return cmd.run(ctx, c, mall.ImportMembers, mall.ImportOptions{}, nil)
}

// Run imports stock.
func (cmd *importStockCmd) Run(ctx context.Context, c *cli) error {
	return cmd.run(ctx, c, mall.ImportStock, mall.ImportOptions{}, nil)
}

// Run imports opening balances.
func (cmd *importBalancesCmd) Run(ctx context.Context, c *cli) error {
	return cmd.run(ctx, c, mall.ImportBalances, mall.ImportOptions{Points: mall.PointsCurrency(cmd.Currency)}, nil)
}

// Run imports codes on goods.
func (cmd *importCodesCmd) Run(ctx context.Context, c *cli) error {
	return cmd.run(ctx, c, mall.ImportItemCodes, mall.ImportOptions{Name: cmd.Batch, Sku: cmd.Sku, Value: cmd.Value.Decimal}, nil)
}

// Run imports products, with pictures of a folder.
func (cmd *importProductsCmd) Run(ctx context.Context, c *cli) error {
	return cmd.run(ctx, c, mall.ImportProducts, mall.ImportOptions{}, func(services *wiring.Services) {
		if cmd.Images != "" {
			services.Imports.Pictures = uploads(services, cmd.Images) // one that no product shows goes after a day
		}
	})
}

// uploads finds pictures in a folder, and uploads each once.
func uploads(services *wiring.Services, folder string) func(context.Context, string) (*mall.PictureID, error) {
	known := map[string]*mall.PictureID{}
	return func(ctx context.Context, name string) (*mall.PictureID, error) {
		if id, ok := known[name]; ok {
			return id, nil
		}
		if !filepath.IsLocal(name) {
			return nil, nil
		}
		file, err := os.Open(filepath.Join(folder, name))
		if errors.Is(err, os.ErrNotExist) {
			known[name] = nil
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // it was only read
		row, err := services.Media.Upload(ctx, mall.Actor{Kind: mall.ActorSystem}, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		known[name] = &row.ID
		return &row.ID, nil
	}
}

// options are the flags as imports takes them.
func (cmd *importKindCmd) options(o mall.ImportOptions) (mall.ImportOptions, error) {
	o.Columns = map[string]string{}
	for _, text := range cmd.Map {
		for _, pair := range imports.SplitPairs(text) {
			column, name, ok := strings.Cut(pair, "=")
			column, name = strings.ToLower(strings.TrimSpace(column)), strings.TrimSpace(name)
			if !ok || column == "" || name == "" {
				return o, fmt.Errorf("--map: %q is not COLUMN=NAME", pair)
			}
			o.Columns[column] = name
		}
	}
	o.Encoding, o.Separator, o.Decimal, o.Dates, o.Zone = unlessAuto(cmd.Encoding), unlessAuto(cmd.Separator), cmd.Decimal, cmd.Dates, cmd.Timezone
	return o, nil
}

func (cmd *importKindCmd) run(ctx context.Context, c *cli, kind mall.ImportKind, o mall.ImportOptions, prepare func(*wiring.Services)) (err error) {
	if o, err = cmd.options(o); err != nil {
		return err
	}
	file, err := imports.Open(ctx, cmd.File, os.Stdin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return c.withServices(ctx, func(services *wiring.Services) error {
		if prepare != nil {
			prepare(services)
		}
		row, err := services.Imports.Create(ctx, imports.NewImport{
			Actor: mall.Actor{Kind: mall.ActorSystem}, Kind: kind, FileName: filepath.Base(cmd.File), From: file, Options: o, DryRun: cmd.DryRun, ByCommand: true,
		})
		if err != nil {
			return err
		}
		return workOn(ctx, services, row, cmd.rejectsPath(), cmd.JSON)
	})
}

// rejectsPath is where rejected rows go.
func (cmd *importKindCmd) rejectsPath() string {
	if cmd.Rejects != "" || cmd.DryRun {
		return cmd.Rejects
	}
	return rejectedName(cmd.File)
}

func rejectedName(file string) string {
	base := "stdin"
	if file != "-" {
		base = filepath.Base(file)
	}
	return strings.TrimSuffix(base, filepath.Ext(base)) + ".rejected.csv"
}

// workOn works on an import until its end, with progress, and reports. It fails with exit code 3 when rows were
// rejected, or could not be undone.
func workOn(ctx context.Context, services *wiring.Services, row *ent.ImportBatch, rejects string, asJSON bool) error {
	total := -1
	if row.Total != nil {
		total = *row.Total
	}
	began, before := time.Now(), row.Done
	bar, shown := newProgress(total, strings.ToLower(string(row.Kind))), row.Done
	id := row.ID
	row, err := services.Imports.Run(ctx, id, func(done int) {
		bar.add(done - shown)
		shown = done
	})
	bar.finish()
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted: `pointsmall import continue %s` goes on, `pointsmall import undo %s` takes back what was added", id, id)
	}
	if err != nil {
		return err
	}
	if row.Rejected == 0 || row.Status == mall.ImportUndone {
		rejects = ""
	}
	if rejects != "" {
		if err := writeTo(rejects, func(f *os.File) error { return services.Imports.WriteRejected(ctx, f, row, mall.LangEN) }); err != nil {
			return err
		}
	}
	took := time.Since(began)
	printImport(row, rejects, took, float64(row.Done-before)/max(took.Seconds(), 0.001), asJSON)
	switch {
	case row.Failure != nil:
		return errors.New(row.Failure.EN)
	case row.Status == mall.ImportUndone && row.Kept > 0:
		return finding(fmt.Sprintf("%d rows could not be undone, because something was made of them", row.Kept))
	case row.Status != mall.ImportUndone && row.Rejected > 0 && rejects == "":
		return finding(fmt.Sprintf("%d rows would be rejected; --rejects writes them to a file", row.Rejected))
	case row.Status != mall.ImportUndone && row.Rejected > 0:
		return finding(fmt.Sprintf("%d rows were rejected: they are in %s with their reasons", row.Rejected, rejects))
	}
	return nil
}

func writeTo(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func printImport(row *ent.ImportBatch, rejects string, took time.Duration, rate float64, asJSON bool) {
	if asJSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(map[string]any{ // standard output is all there is to tell it
			"import": row.ID.String(), "kind": row.Kind, "status": row.Status, "rows": row.Done, "added": row.Added, "there": row.There, "rejected": row.Rejected,
			"undone": row.Undone, "kept": row.Kept, "rejectsFile": rejects, "seconds": took.Round(time.Millisecond).Seconds(),
		})
		return
	}
	fmt.Printf("import %s of %s: %s\n  rows %d\n  added %d\n  there already %d\n  rejected %d\n", row.ID, strings.ToLower(string(row.Kind)), strings.ToLower(string(row.Status)), row.Done, row.Added, row.There, row.Rejected)
	if row.Status == mall.ImportUndone {
		fmt.Printf("  undone %d\n  kept %d\n", row.Undone, row.Kept)
		return
	}
	fmt.Printf("time: %s (%.0f rows a second)\n", took.Round(time.Millisecond), rate)
}
