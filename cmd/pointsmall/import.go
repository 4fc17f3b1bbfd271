package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/imports"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

type importCmd struct {
	Purchases importPurchasesCmd `cmd:"" help:"Import the purchases in a till's CSV file: members, purchases and the points they earn."`
	Members   importMembersCmd   `cmd:"" help:"Import members: ref, name, tags, tier, since."`
	Balances  importBalancesCmd  `cmd:"" help:"Import points that members had in another system, a lot a row: member, points, expires, earned, currency, key."`
	Products  importProductsCmd  `cmd:"" help:"Import products, a row for each SKU, with prices, stock and pictures."`
	Stock     importStockCmd     `cmd:"" help:"Import how many pieces of SKUs there are: sku and stock, or delta."`
	Codes     importCodesCmd     `cmd:"" help:"Import codes that are on goods already: code."`
	List      importListCmd      `cmd:"" help:"List imports with their batch numbers."`
	Undo      importUndoCmd      `cmd:"" help:"Take back what an import has added, as far as nothing was made of it."`
	Continue  importContinueCmd  `cmd:"" help:"Go on with an import by command that was interrupted."`
}

type importPurchasesCmd struct {
	File      string   `arg:"" help:"CSV file; - reads standard input." placeholder:"FILE"`
	Format    string   `help:"What the columns are called unless --map says otherwise: ${enum}, as in UCI's Online Retail data set." enum:"online-retail" default:"online-retail"`
	Map       []string `help:"What the file calls a column, such as --map invoice=BillNo; again for each column, or with commas between. See above for the columns." sep:"none" placeholder:"COLUMN=NAME"`
	Currency  *string  `help:"ISO 4217 code of the prices, such as GBP." required:"" placeholder:"CODE"`
	Timezone  *string  `help:"IANA time zone of the dates, such as Europe/London." required:"" placeholder:"ZONE"`
	Encoding  string   `help:"What the file is written in: ${enum}." enum:"auto,utf-8,gb18030,big5,utf-16le,utf-16be,windows-1252" default:"auto"`
	Separator string   `help:"What stands between cells: ${enum}." enum:"auto,comma,semicolon,tab,pipe" default:"auto"`
	Decimal   string   `help:"What stands before decimals: ${enum}." enum:"auto,point,comma" default:"auto"`
	Dates     string   `help:"How dates begin that do not begin with the year: ${enum}." enum:"auto,ymd,dmy,mdy" default:"auto"`
	Nobody    []string `help:"A word that stands for no customer, such as walk-in; again for each." sep:"none" placeholder:"WORD"`
	DryRun    bool     `help:"Check everything and report what would be added, but write nothing to the database, and rejected rows only where --rejects asks for them."`
	Rejects   string   `help:"Where to write rejected rows; replaced if it is there. Default: FILE's name with .rejected.csv for its extension, in the current folder." placeholder:"FILE"`
	JSON      bool     `help:"Print the report as JSON."`

	// batch is the import, by which it can be undone.
	batch mall.ImportBatchID
}

// Help is the long text of `pointsmall import purchases --help`.
func (importPurchasesCmd) Help() string {
	return `Each invoice becomes a purchase, each customer a member with the customer's number, or whatever the file calls them, as external reference. ` +
		`Purchases earn by the mall's active rules; an import changes no rules, and refuses a currency that none of them names. --dry-run says beforehand what would earn nothing.

The header names the columns, in any order: InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID; others are carried along. ` +
		`Where the file calls them otherwise, --map says it: invoice, sku, quantity, date, price and member, and what else it may have: ` +
		`time (beside the date), weight (in place of the quantity), discount (off a row), amount (paid for a row, its discount taken off), ` +
		`total (paid for the whole invoice), currency. An invoice's rows may stand anywhere in the file.

How the file is written is found out, and the report says how it was read: encoding, separator (comma, semicolon, tab, pipe), decimal mark, order of day and month. ` +
		`A date such as 01/12/2010 that could be either is rejected until --dates says it. Rows whose price is negative are discounts of their invoice.

Cancelled rows (the invoice number begins with C, or the quantity is negative) become returns, which take back what was earned. ` +
		`Each is matched to its customer's latest earlier invoice that has enough pieces of its stock code left to return; ` +
		`one that matches none is rejected.

Rows without a customer are skipped. Rows that make no sense are rejected with all rows of their invoice, as its total would be ` +
		`wrong (a cancelled row alone), and so are numbers that a spreadsheet has spoilt (2.02207E+18), under which two invoices would become one. They are written ` +
		`to --rejects with their line and the reason. Mend them there and import that file, with the flags that the report calls "read with".

A second run adds nothing: invoices and cancelled rows that are recorded already are left alone, and invoices rejected if their contents differ. ` +
		`So after an interruption (Ctrl-C) the same command continues.

The exit code is 3 when rows were rejected.

  pointsmall import purchases till.csv --currency GBP --timezone Europe/London --dry-run
  pointsmall import purchases 小票.csv --currency CNY --timezone Asia/Shanghai --map invoice=小票号,sku=货号,quantity=数量,date=时间,price=单价,member=会员号,total=实付
  zcat till.csv.gz | pointsmall import purchases - --currency GBP --timezone Europe/London`
}

// Validate refuses flags that make no sense; that one is missing is found elsewhere.
func (cmd *importPurchasesCmd) Validate() error {
	if err := errors.Join(checkCurrency(cmd.Currency), checkZone("--timezone", cmd.Timezone)); err != nil {
		return err
	}
	_, err := cmd.columns()
	return err
}

// columns reads --map.
func (cmd *importPurchasesCmd) columns() (map[imports.Column]string, error) {
	columns, err := imports.ParseColumns(cmd.Map)
	if err != nil {
		return nil, fmt.Errorf("--map: %w", err)
	}
	return columns, nil
}

// separators are the bytes that --separator names.
var separators = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

// unlessAuto is a flag's value; empty where it is to be found out.
func unlessAuto(value string) string {
	if value == "auto" {
		return ""
	}
	return value
}

// options are the flags as imports takes them.
func (cmd *importPurchasesCmd) options() (imports.Options, error) {
	zone, err := time.LoadLocation(*cmd.Timezone)
	if err != nil {
		return imports.Options{}, err
	}
	columns, err := cmd.columns()
	return imports.Options{
		Currency: mall.Currency(*cmd.Currency), Zone: zone, Columns: columns, Nobody: cmd.Nobody, DryRun: cmd.DryRun,
		Encoding: imports.Encoding(unlessAuto(cmd.Encoding)), Separator: separators[cmd.Separator],
		Decimal: imports.DecimalMark(unlessAuto(cmd.Decimal)), Dates: imports.DateOrder(unlessAuto(cmd.Dates)),
		Warn: func(warning string) { fmt.Fprintln(os.Stderr, "pointsmall: warning:", warning) },
	}, err
}

// Run imports; it fails with exit code 3 when rows were rejected.
func (cmd *importPurchasesCmd) Run(ctx context.Context, c *cli) (err error) {
	start := time.Now()
	file, err := imports.Open(ctx, cmd.File, os.Stdin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	rejects, err := openRejects(cmd.rejectsPath(), file.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rejects.Close()) }()
	db, err := c.open(ctx, store.Options{})
	if err != nil {
		return err
	}
	report, err := cmd.run(ctx, db, []byte(c.AnchorKey), file, rejects)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return cmd.print(report, rejects.path, time.Since(start))
}

func (cmd *importPurchasesCmd) run(ctx context.Context, db *store.DB, key []byte, file io.ReadSeeker, rejects *rejectsFile) (imports.Report, error) {
	options, err := cmd.options()
	if err != nil {
		return imports.Report{}, err
	}
	// The bus is not run: events wait in the outbox for the servers, whose listeners want
	// them. Nor are the settings: one import, one set of settings.
	services, err := wiring.New(ctx, db, mall.SystemClock)
	if err != nil {
		return imports.Report{}, err
	}
	defer services.Close()
	services.Audit.Key = key
	bar := progress{}
	options.Phase = func(name string, total int) func(int) {
		if bar.bar != nil {
			bar.finish()
		}
		bar = newProgress(total, name)
		return bar.add
	}
	if rejects.path != "" {
		options.Rejects = rejects
	}
	var report imports.Report
	if options.DryRun {
		report, err = services.Imports.Purchases(ctx, file, options)
	} else {
		report, cmd.batch, err = services.Imports.PurchasesByCommand(ctx, filepath.Base(cmd.File), file, options)
	}
	if bar.bar != nil {
		bar.finish()
	}
	if report.Invoices.Recorded+report.Returns.Recorded+report.MembersAdded > 0 && !cmd.DryRun {
		err = errors.Join(err, services.Audit.Note(context.WithoutCancel(ctx), "Import", filepath.Base(cmd.File), map[string]string{
			"purchases": strconv.Itoa(report.Invoices.Recorded), "returns": strconv.Itoa(report.Returns.Recorded), "members": strconv.Itoa(report.MembersAdded),
			"points": strconv.FormatInt(int64(report.PointsEarned), 10), "rejectedRows": strconv.Itoa(report.Rows.Rejected),
		}))
	}
	var stopped *imports.Stopped
	if err != nil && !errors.As(err, &stopped) {
		err = fmt.Errorf("%s: %w", cmd.File, err)
	}
	return report, err
}

// print prints the report. It fails with exit code 3 when rows were rejected.
func (cmd *importPurchasesCmd) print(r imports.Report, rejects string, took time.Duration) error {
	if r.Rows.Rejected == 0 {
		rejects = ""
	}
	if cmd.JSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err := encoder.Encode(struct {
			imports.Report
			Import      string  `json:"import,omitempty"`
			RejectsFile string  `json:"rejectsFile,omitempty"`
			Seconds     float64 `json:"seconds"`
		}{r, cmd.shownBatch(), rejects, took.Round(time.Millisecond).Seconds()})
		if err != nil {
			return err
		}
	} else {
		fmt.Printf("%stime: %s\n", r.Text(), took.Round(time.Millisecond))
		if id := cmd.shownBatch(); id != "" {
			fmt.Printf("import: %s\n", id)
		}
	}
	switch {
	case r.Rows.Rejected == 0:
		return nil
	case rejects == "":
		return finding(fmt.Sprintf("%d rows would be rejected; --rejects writes them to a file", r.Rows.Rejected))
	}
	return finding(fmt.Sprintf("%d rows were rejected: they are in %s with their reasons", r.Rows.Rejected, rejects))
}

// rejectsPath is where rejected rows go.
func (cmd *importPurchasesCmd) rejectsPath() string {
	if cmd.Rejects != "" || cmd.DryRun {
		return cmd.Rejects
	}
	return rejectedName(cmd.File)
}

// shownBatch is the import's number; "" of a dry run.
func (cmd *importPurchasesCmd) shownBatch() string {
	if cmd.batch.IsZero() {
		return ""
	}
	return cmd.batch.String()
}

// rejectsFile receives rejected rows. It is opened before anything is recorded, so
// that a path that cannot be written is found in time, and changed by the first row.
type rejectsFile struct {
	path           string // empty: there is none
	file           *os.File
	fresh, written bool
}

func openRejects(path string, input *os.File) (*rejectsFile, error) {
	r := &rejectsFile{path: path}
	if path == "" {
		return r, nil
	}
	in, err := input.Stat()
	if err != nil {
		return nil, err
	}
	before, err := os.Stat(path)
	if err == nil && os.SameFile(before, in) {
		return nil, fmt.Errorf("%s would be overwritten with its own rejected rows: name another file by --rejects", path)
	}
	r.fresh = errors.Is(err, os.ErrNotExist)
	if r.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("%w: name a place for rejected rows by --rejects", err)
	}
	return r, nil
}

// Write replaces what the file held before.
func (r *rejectsFile) Write(p []byte) (int, error) {
	if !r.written {
		r.written = true
		if info, err := r.file.Stat(); err == nil && info.Mode().IsRegular() {
			if err := r.file.Truncate(0); err != nil {
				return 0, err
			}
		}
	}
	return r.file.Write(p)
}

// Close closes the file, and removes it if it was made for nothing.
func (r *rejectsFile) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	if r.fresh && !r.written {
		err = errors.Join(err, os.Remove(r.path))
	}
	return err
}
