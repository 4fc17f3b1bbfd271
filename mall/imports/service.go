package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/store"
)

// Service imports files.
type Service struct {
	db      *store.DB
	earning *earning.Service
	clock   mall.Clock
}

// New makes the service.
func New(db *store.DB, earning *earning.Service, clock mall.Clock) *Service {
	return &Service{db, earning, clock}
}

// Options say how a file is imported.
type Options struct {
	// Currency is that of the file's prices.
	Currency mall.Currency
	// Zone is where the till's clock hangs.
	Zone *time.Location
	// DryRun checks everything and writes nothing to the database.
	DryRun bool
	// Rejects receives the rejected rows, with their lines and reasons, as CSV. It
	// is written to only if there are any; nil: not at all.
	Rejects io.Writer
	// Phase is called when a part of the work begins, and the function it returns
	// with how much more of it is done, one call at a time. total is -1 where it is
	// not known. nil: not.
	Phase func(name string, total int) (add func(n int))
}

// Purchases imports a till's file in the format of the Online Retail data set (see
// the package comment); the file is read twice when rows are rejected. Errors are
// for a file that cannot be read at all, and *Stopped for an import that ended
// early: what was recorded until then stays, and a second run continues.
func (s *Service) Purchases(ctx context.Context, file io.ReadSeeker, o Options) (Report, error) {
	phase := o.Phase
	if phase == nil {
		phase = func(string, int) func(int) { return func(int) {} }
	}
	j := judge{zone: o.Zone, now: s.clock()}
	g, err := j.gather(ctx, file, phase("reading", -1))
	if err != nil {
		return Report{}, err
	}
	invoices := g.finish(o.Currency)
	report := Report{DryRun: o.DryRun}
	if o.DryRun {
		err = s.preview(ctx, invoices, g.cancelled(), o.Currency, &report, phase("checking", len(invoices)))
		if ctx.Err() != nil {
			err = errInterrupted
		}
	} else {
		err = s.save(ctx, invoices, o.Currency, &report, phase("recording", len(invoices)))
		if err == nil {
			err = s.saveReturns(ctx, g.cancelled(), o.Currency, len(invoices), &report, phase)
		}
	}
	if err != nil {
		return Report{}, err
	}
	report.count(g)
	if o.Rejects == nil || report.Rows.Rejected == 0 {
		return report, nil
	}
	if _, err = file.Seek(0, io.SeekStart); err == nil {
		err = writeRejects(o.Rejects, file, j, g)
	}
	if err != nil {
		err = fmt.Errorf("the invoices and returns are recorded, but the rejected rows could not be written: %w", err)
	}
	return report, err
}

// errInterrupted says that the import ended before it wrote anything.
var errInterrupted = errors.New("interrupted: nothing was recorded")

// gather reads the file and sets the judge's columns.
func (j *judge) gather(ctx context.Context, file io.Reader, progress func(int)) (*gathered, error) {
	const step = 1000 // rows between looks at ctx
	from := newRows(file)
	var err error
	if j.columns, err = findColumns(from); err != nil {
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

// save sets the ratio, adds the members and records the invoices.
func (s *Service) save(ctx context.Context, invoices []*invoice, c mall.Currency, report *Report, progress func(int)) error {
	if len(invoices) == 0 {
		return nil
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		report.Ratio, err = setRatio(ctx, tx, c, s.clock())
		return err
	})
	if err == nil {
		report.MembersAdded, err = addMembers(ctx, s.db, customers(invoices), s.clock())
	}
	if ctx.Err() != nil {
		err = ctx.Err() // a driver may have called it otherwise
	}
	if err != nil {
		return &Stopped{Of: len(invoices), Cause: err}
	}
	return s.record(ctx, invoices, report, progress)
}
