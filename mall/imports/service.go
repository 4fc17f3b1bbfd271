package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/store"
)

// Service imports files.
type Service struct {
	// Pictures finds pictures by the names of files in a folder, for imports of products by command; nil: there is none.
	Pictures func(ctx context.Context, name string) (*mall.PictureID, error)

	db      *store.DB
	earning *earning.Service
	clock   mall.Clock
	parts   Parts
	holder  string // of imports, in their leases

	mu    sync.Mutex
	works map[mall.ImportBatchID]*work
}

// New makes the service, for purchases. See With for the rest.
func New(db *store.DB, earning *earning.Service, clock mall.Clock) *Service {
	return &Service{db: db, earning: earning, clock: clock, holder: uuid.NewString(), works: map[mall.ImportBatchID]*work{}}
}

// Options say how a file is imported.
type Options struct {
	// Currency is that of the file's prices.
	Currency mall.Currency
	// Zone is where the till's clock hangs.
	Zone *time.Location
	// Columns are the names of the file's columns where they differ from OnlineRetail, and
	// those of columns that it has besides.
	Columns map[Column]string
	// Encoding, Separator, Decimal and Dates say how the file is written; what is empty is
	// guessed, and Report.Reading says as what.
	Encoding  Encoding
	Separator byte
	Decimal   DecimalMark
	Dates     DateOrder
	// Nobody are words that stand in the column of the customers for none, besides NULL
	// and its like.
	Nobody []string
	// DryRun checks everything and writes nothing to the database.
	DryRun bool
	// Rejects receives the rejected rows, with their lines and reasons, as CSV. It
	// is written to only if there are any. It may be nil.
	Rejects io.Writer
	// Reject is told of each rejected row, with its line, its cells and the reason; nil: nobody wants to know.
	Reject func(line int, cells []string, why mall.Text)
	// Phase is called when a part of the work begins, and the function it returns
	// with how much more of it is done, one call at a time. total is -1 where it is
	// not known. Phase may be nil.
	Phase func(name string, total int) (add func(n int))
	// Warn is called, before anything is written, with what the caller may not have
	// meant, unless it is nil. Report.Warnings has it, too.
	Warn func(warning string)
	// Plan is called before anything is recorded with the numbers of what the mall does not know yet, invoices and
	// cancelled rows; nil: nobody wants to know.
	Plan func(ctx context.Context, invoices, returns []string) error

	// rowsThere receives how many rows are of invoices that were recorded before; nil: nobody wants to know.
	rowsThere *int
}

// Purchases imports a till's file (see the package comment), which is read several
// times. Errors are for a file that cannot be read at all, for a currency that earns
// nothing, and *Stopped for an import that ended early: what was recorded until then
// stays, and a second run continues.
func (s *Service) Purchases(ctx context.Context, file io.ReadSeeker, o Options) (Report, error) {
	phase := o.Phase
	if phase == nil {
		phase = func(string, int) func(int) { return func(int) {} }
	}
	prospect, err := s.foresee(ctx, o.Currency)
	if ctx.Err() != nil {
		err = errInterrupted
	}
	if err != nil {
		return Report{}, err
	}
	j := newJudge(o, s.clock())
	if j.table, err = findTable(ctx, file, o); err != nil {
		return Report{}, err
	}
	g, err := j.gather(ctx, file, phase("reading", -1))
	if err != nil {
		return Report{}, err
	}
	report := Report{DryRun: o.DryRun, Reading: j.reading(), Ratio: prospect.ratio, Warnings: prospect.warnings()}
	for _, w := range report.Warnings {
		if o.Warn != nil {
			o.Warn(w)
		}
	}
	invoices := g.finish(o.Currency, j.columns.has(TotalColumn))
	if o.DryRun {
		err = s.preview(ctx, invoices, g.cancelled(), o.Currency, &report, phase("checking", len(invoices)))
		if ctx.Err() != nil {
			err = errInterrupted
		}
	} else {
		err = s.saveAll(ctx, invoices, g, o, &report, phase)
	}
	if err != nil {
		return Report{}, err
	}
	report.count(g)
	if o.rowsThere != nil {
		for _, inv := range g.invoices {
			if inv.there {
				*o.rowsThere += inv.rows
			}
		}
	}
	if report.Rows.Rejected == 0 {
		return report, nil
	}
	return report, tellRejected(o, file, j, g)
}

// saveAll records invoices and returns, once what is to be recorded is noted.
func (s *Service) saveAll(ctx context.Context, invoices []*invoice, g *gathered, o Options, report *Report, phase func(string, int) func(int)) error {
	if o.Plan != nil {
		if err := s.plan(ctx, invoices, g.cancelled(), o.Plan); err != nil {
			return err
		}
	}
	if err := s.save(ctx, invoices, report, phase("recording", len(invoices))); err != nil {
		return err
	}
	return s.saveReturns(ctx, g.cancelled(), o.Currency, len(invoices), report, phase)
}

// tellRejected hands rejected rows to whoever wants them.
func tellRejected(o Options, file io.ReadSeeker, j judge, g *gathered) error {
	if o.Reject != nil {
		err := eachReject(file, j, g, func(r row, why fault) error {
			o.Reject(r.line, slices.Clone(r.cells), why.text())
			return nil
		})
		if err != nil {
			return err
		}
	}
	if o.Rejects == nil {
		return nil
	}
	if err := writeRejects(o.Rejects, file, j, g); err != nil {
		return fmt.Errorf("the invoices and returns are recorded, but the rejected rows could not be written: %w", err)
	}
	return nil
}

// errInterrupted says that the import ended before it wrote anything.
var errInterrupted = errors.New("interrupted: nothing was recorded")

// gather reads the file's rows.
func (j judge) gather(ctx context.Context, file io.ReadSeeker, progress func(int)) (*gathered, error) {
	const step = 1000 // rows between looks at ctx
	from, err := j.rows(file)
	if err != nil {
		return nil, err
	}
	g := newGathered()
	for {
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			progress(g.read % step)
			return g, nil
		}
		if err != nil {
			return nil, err
		}
		g.add(r.line, j.read(r))
		if g.read%step == 0 {
			progress(step)
			if ctx.Err() != nil {
				return nil, errInterrupted
			}
		}
	}
}

// save adds the members and records the invoices.
func (s *Service) save(ctx context.Context, invoices []*invoice, report *Report, progress func(int)) error {
	if len(invoices) == 0 {
		return nil
	}
	var err error
	report.MembersAdded, err = addMembers(ctx, s.db, customers(invoices), s.clock())
	if ctx.Err() != nil {
		err = ctx.Err() // a driver may have called it otherwise
	}
	if err != nil {
		return &Stopped{Of: len(invoices), Cause: err}
	}
	return s.record(ctx, invoices, report, progress)
}
