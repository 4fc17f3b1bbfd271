// Command pointsmall is the mall: server, migrations, imports and the operator's tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Exit codes, beyond 0 for success.
const (
	exitFailed  = 1 // something went wrong; standard error says what
	exitUsage   = 2 // the command line makes no sense
	exitFinding = 3 // reconcile or doctor found something, import rejected rows
)

// finding is an error that stands for exitFinding.
type finding string

func (f finding) Error() string { return string(f) }

type cli struct {
	Database       string `help:"Database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME." default:"sqlite:data/pointsmall.db" env:"POINTSMALL_DATABASE" placeholder:"URL"`
	MaxConnections int    `help:"Most connections to PostgreSQL." default:"20" env:"POINTSMALL_MAX_CONNECTIONS"`
	AnchorKey      string `help:"Secret that seals how far members' books go, and that the seeds of lotteries and second factors of staff are encrypted by. Keep it out of the database and its backups." env:"POINTSMALL_ANCHOR_KEY" placeholder:"SECRET"`
	Media          string `help:"Where uploaded pictures lie: a folder, or s3://KEY:SECRET@HOST/BUCKET for a store that several servers share." default:"data/media" env:"POINTSMALL_MEDIA" placeholder:"PLACE"`
	LogLevel       string `help:"What to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"POINTSMALL_LOG_LEVEL"`

	ShowVersion kong.VersionFlag `help:"Print the version." name:"version"`

	Init       initCmd       `cmd:"" help:"Begin a mall on an empty database: its money, its time zone and its owner."`
	Serve      serveCmd      `cmd:"" help:"Serve the mall over GraphQL."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database's tables up to date."`
	Seed       seedCmd       `cmd:"" help:"Fill an empty database with demo data, or with data for load runs."`
	Import     importCmd     `cmd:"" help:"Import data from files."`
	Export     exportCmd     `cmd:"" help:"Write a list to a file: members, orders, entries, products, stock, purchases."`
	Staff      staffCmd      `cmd:"" help:"Add, list, disable and change staff users."`
	Token      tokenCmd      `cmd:"" help:"Print a bearer token for a member, staff user or partner."`
	APIKey     apiKeyCmd     `cmd:"" name:"api-key" help:"Make an API key for a partner and print it, once."`
	Keys       keysCmd       `cmd:"" help:"List, rotate and retire the keys that sign access tokens."`
	Codes      codesCmd      `cmd:"" help:"Make and void codes that are put on goods."`
	Lottery    lotteryCmd    `cmd:"" help:"Report on what was drawn in a lottery."`
	VerifyDraw verifyDrawCmd `cmd:"" name:"verify-draw" help:"Verify every draw of a lottery whose seed is shown."`
	Audit      auditCmd      `cmd:"" help:"Read who changed what: staff, partners' keys and the command line."`
	Worker     workerCmd     `cmd:"" help:"Do the background work of servers that run with --no-jobs."`
	Sweep      sweepCmd      `cmd:"" help:"Do all background work that is due now, such as expiring points, and stop."`
	Reconcile  reconcileCmd  `cmd:"" help:"Prove that entries, lots, balances, orders and stock agree."`
	Statement  statementCmd  `cmd:"" help:"Compare payment providers' statements of a day with what the mall has taken and sent back."`
	Doctor     doctorCmd     `cmd:"" help:"Check that this machine and database can serve the mall."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("pointsmall"),
		kong.Description("The backend of a points mall: members earn points and exchange them for goods.\n\n"+
			"Exit codes: 0 success, 1 failure, 2 wrong usage, 3 something was found (reconcile, doctor) or rejected (import)."),
		kong.UsageOnError(),
		kong.Vars{"version": fullVersion()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pointsmall:", err)
		return exitFailed
	}
	kctx, err := parser.Parse(args)
	if err != nil {
		var parseErr *kong.ParseError
		if errors.As(err, &parseErr) {
			_ = parseErr.Context.PrintUsage(true)
		}
		fmt.Fprintln(os.Stderr, "pointsmall:", err)
		return exitUsage
	}
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // the enum above holds only good ones
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})))

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	ctx = commanded(ctx, kctx.Command())
	kctx.BindTo(ctx, (*context.Context)(nil))
	return report(kctx.Run(&c))
}

// report prints an error for people and turns it into an exit code.
func report(err error) int {
	var found finding
	var refusal *mall.Error
	switch {
	case err == nil:
		return 0
	case errors.As(err, &found):
		fmt.Fprintln(os.Stderr, "pointsmall:", found)
		return exitFinding
	case errors.As(err, &refusal):
		fmt.Fprintln(os.Stderr, "pointsmall:", refusal.Text.EN)
	default:
		fmt.Fprintln(os.Stderr, "pointsmall:", err)
	}
	return exitFailed
}

// open opens the database, which must be there and migrated. Where it is not, the error
// says what to do.
func (c *cli) open(ctx context.Context, options store.Options) (*store.DB, error) {
	if options.Mode == store.Create {
		options.Mode = store.Existing
	}
	db, err := c.openAny(ctx, options)
	if err != nil {
		return nil, err
	}
	pending, err := store.Pending(ctx, db)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("the database lacks %d migrations: run `pointsmall migrate` first", len(pending))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openAny opens the database, whether it is migrated or not.
func (c *cli) openAny(ctx context.Context, options store.Options) (*store.DB, error) {
	options.MaxConnections = c.MaxConnections
	return store.Open(ctx, c.Database, options)
}
