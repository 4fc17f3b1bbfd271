// Command bench measures the mall against its yardsticks and says whether it meets
// its targets. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Exit codes, beyond 0 for success. A missed target is no failure.
const (
	exitFailed      = 1 // a wrong answer, or something did not work
	exitUsage       = 2
	exitInterrupted = 130
)

// The parts of the bench.
const (
	partExchange = "exchange"
	partDraws    = "draws"
	partCheckout = "checkout"
	partLedger   = "ledger"
	partRevision = "revision"
	partEarning  = "earning"
	partCatalog  = "catalog"
	partImports  = "imports"
	partStart    = "start"
)

type options struct {
	parts     []string
	clients   []int
	members   int
	skus      int
	seconds   int
	rounds    int
	quick     bool
	calibrate bool
	out       string
	before    string
	load      string
	// importShare is how much of the full size the part imports has, in percent.
	importShare int
}

// bench is one run.
type bench struct {
	options
	root      string // of the repository
	dir       string // for binaries, logs and SQLite files; removed at the end
	cluster   cluster
	databases []string // that the run makes
	progress  *progress
	report    *Report
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(exitUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err = run(ctx, o)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case interrupted:
		fmt.Fprintln(os.Stderr, "bench: interrupted; nothing is stored")
		os.Exit(exitInterrupted)
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(exitFailed)
	}
}

// parts are all parts, in their order.
var parts = []string{partExchange, partDraws, partCheckout, partEarning, partLedger, partCatalog, partImports, partStart, partRevision}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "exchange,draws,checkout,earning,ledger,catalog,start", "which parts to run; revision compares with -before")
	clients := flags.String("clients", "1,8,32,128", "numbers of clients that exchange at once")
	flags.StringVar(&o.before, "before", "", "the revision that the part revision compares with")
	flags.StringVar(&o.load, "load", "", "only the loads of the part revision whose names contain this, such as check-ins")
	flags.IntVar(&o.importShare, "import-share", 20, "how much of 100,000 products, 300,000 SKUs and 1,000,000 members the part imports brings in, in percent")
	flags.IntVar(&o.members, "members", 100_000, "members of the mall and of the yardstick")
	flags.IntVar(&o.skus, "skus", 10_000, "SKUs of the mall and of the yardstick")
	flags.IntVar(&o.seconds, "seconds", 8, "length of one run")
	flags.IntVar(&o.rounds, "rounds", 3, "runs of each side, turn by turn")
	flags.BoolVar(&o.quick, "quick", false, "2,000 members, 500 SKUs and single runs of 2 seconds, unless told otherwise; nothing is stored")
	flags.BoolVar(&o.calibrate, "calibrate", false, "only measure what the load generator itself costs")
	flags.StringVar(&o.out, "out", "bench/results", "folder for the results")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if o.quick {
		for name, small := range map[string]struct{ into, value any }{
			"members": {&o.members, 2000}, "import-share": {&o.importShare, 1}, "skus": {&o.skus, 500}, "seconds": {&o.seconds, 2}, "rounds": {&o.rounds, 1},
		} {
			if !given[name] {
				*small.into.(*int) = small.value.(int)
			}
		}
	}
	o.parts = strings.Split(*only, ",")
	for _, p := range o.parts {
		if !slices.Contains(parts, p) {
			return o, fmt.Errorf("-only takes some of %s, got %q", strings.Join(parts, ", "), p)
		}
	}
	for _, text := range strings.Split(*clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 150 {
			return o, fmt.Errorf("-clients takes numbers from 1 to 150, got %q", text)
		}
		o.clients = append(o.clients, n)
	}
	if o.members < 1 || o.skus < 1 || o.importShare < 1 || o.importShare > 100 || o.seconds < 1 || o.rounds < 1 {
		return o, errors.New("-members, -skus, -seconds and -rounds must be positive, -import-share from 1 to 100")
	}
	if len(flags.Args()) > 0 {
		return o, fmt.Errorf("%q is not understood", flags.Args())
	}
	return o, nil
}

func (o options) wants(part string) bool { return slices.Contains(o.parts, part) }

// length is how long one run takes.
func (o options) length() time.Duration { return time.Duration(o.seconds) * time.Second }

// warmUp is how long each side runs before it is measured.
func (o options) warmUp() time.Duration { return min(o.length(), 3*time.Second) }

func run(ctx context.Context, o options) (err error) {
	b := &bench{options: o, progress: &progress{w: os.Stderr}, report: &Report{Started: time.Now()}}
	if b.dir, err = os.MkdirTemp("", "pointsmall-bench."); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := b.build(ctx); err != nil {
		return err
	}
	if o.calibrate {
		return b.calibrate(ctx)
	}
	b.report.Machine = b.machine(ctx)
	b.report.Settings = Settings{Members: o.members, Skus: o.skus, Seconds: o.seconds, Rounds: o.rounds}
	if slices.ContainsFunc(o.parts, func(part string) bool { return part != partStart }) {
		if b.cluster, err = findCluster(); err != nil {
			return err
		}
		if err := b.cluster.value(ctx, b.cluster.home(), "show server_version", &b.report.Machine.PostgreSQL); err != nil {
			return err
		}
		b.databases = []string{
			mallDatabase, yardstickDatabase, earningDatabase, ledgerDatabase, catalogDatabase, checkoutDatabase, importDatabase,
			revisionDatabase, beforeDatabase,
		}
		defer func() { err = errors.Join(err, b.dropAll()) }()
	}
	b.plan()
	var failed error // one part's failure does not lose what the others have measured
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{{partExchange, b.exchange}, {partDraws, b.drawLots}, {partCheckout, b.checkout}, {partEarning, b.earning}, {partLedger, b.ledger}, {partCatalog, b.catalog}, {partImports, b.imports}, {partStart, b.startUp}, {partRevision, b.revision}} {
		if !o.wants(part.name) {
			continue
		}
		if err := part.measure(ctx); err != nil {
			if ctx.Err() != nil {
				return err
			}
			why, _, _ := strings.Cut(err.Error(), "\n")
			b.report.notef("%s was not measured to its end: %s", part.name, why)
			failed = errors.Join(failed, fmt.Errorf("%s: %w", part.name, err))
		}
	}
	folder := o.out
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(b.root, folder)
	}
	return errors.Join(failed, b.report.publish(os.Stdout, folder, !o.quick))
}

// seeding is about how long it takes to make the two databases.
func (o options) seeding() time.Duration { return time.Duration(o.members) * 250 * time.Microsecond }

// plan adds up how long it will take.
func (b *bench) plan() {
	turns := time.Duration(2*b.rounds) * b.length()
	if b.wants(partExchange) {
		b.progress.plan(b.seeding() + 2*b.warmUp() + time.Duration(2*len(b.clients))*turns)
	}
	if b.wants(partDraws) {
		b.progress.plan(b.seeding() + turns)
	}
	if b.wants(partCheckout) {
		b.progress.plan(b.seeding() + 3*turns)
	}
	if b.wants(partEarning) {
		b.progress.plan(b.seeding() + 2*turns)
	}
	if b.wants(partLedger) {
		b.progress.plan(b.sweepSeeding() + 2*turns)
	}
	if b.wants(partCatalog) {
		b.progress.plan(2 * turns)
	}
	if b.wants(partStart) {
		b.progress.plan(2 * b.length())
	}
	if b.wants(partRevision) {
		b.progress.plan(2*b.seeding() + 5*turns)
	}
}

// build compiles the programs that are measured.
func (b *bench) build(ctx context.Context) error {
	gomod, err := output(command(ctx, "go", "env", "GOMOD"))
	if err != nil {
		return err
	}
	b.root = filepath.Dir(strings.TrimSpace(gomod))
	if _, err := os.Stat(filepath.Join(b.root, "cmd/pointsmall")); err != nil {
		return fmt.Errorf("run the bench inside the repository: %w", err)
	}
	b.progress.say("building")
	cmd := command(ctx, "go", "build", "-o", b.dir+"/", "./cmd/pointsmall", "./bench/bare")
	cmd.Dir = b.root
	_, err = output(cmd)
	return err
}

func (b *bench) program(name string) string { return filepath.Join(b.dir, name) }

// fight runs both sides turn by turn, so that what else goes on on the machine
// meets both.
func (b *bench) fight(d *Duel, title, rival string, ours, theirs func() (Run, error)) error {
	for round := 1; round <= b.rounds; round++ {
		our, err := ours()
		if err != nil {
			return err
		}
		d.Ours = append(d.Ours, our)
		their, err := theirs()
		if err != nil {
			return fmt.Errorf("%s: %w", rival, err)
		}
		d.Theirs = append(d.Theirs, their)
		b.progress.step(2*b.length(), "%s, %d clients, round %d of %d: %s/s, p99 %.1f ms; %s %s/s",
			title, d.Clients, round, b.rounds, whole(our.Rate), our.P99, rival, whole(their.Rate))
	}
	d.conclude()
	return nil
}

// note remembers what a server that was stopped complained about.
func (b *bench) note(server *child) {
	if state := server.cmd.ProcessState; !state.Success() {
		b.report.notef("the server ended with %v", state)
	}
	for i, line := range server.complaints() {
		if i == maxWrong {
			b.report.notef("the server logged more warnings and errors than these")
			return
		}
		b.report.notef("the server logged: %s", line)
	}
}
