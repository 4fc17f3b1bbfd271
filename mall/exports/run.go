package exports

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall/job"
)

const (
	// leaseFor is how long an export is its server's after it has shown that it goes on.
	leaseFor = 60 * time.Second
	// mostFailures is how often an export is begun anew.
	mostFailures = 3
)

// Jobs write exports.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "export", Says: "Write exports that were asked for.", Every: 2 * time.Second,
		Step: s.step, Due: s.due,
	}}
}

// step writes one export.
func (s *Service) step(ctx context.Context) (int, error) {
	row, err := s.claim(ctx)
	if err != nil || row == nil {
		return 0, err
	}
	err = s.write(ctx, row)
	if err == nil || ctx.Err() != nil {
		return 1, err
	}
	slog.WarnContext(ctx, "an export failed", "export", row.ID.String(), "error", err)
	return 1, s.failed(ctx, row)
}

// errEnded says that an export was cancelled, or is another server's.
var errEnded = errors.New("the export is not to be worked on any more")

// write writes the file of an export.
func (s *Service) write(ctx context.Context, row *ent.Export) error {
	w, err := s.files.Create(ctx, s.FileName(row), keptFor)
	if err != nil {
		return err
	}
	rows := 0
	err = s.Write(ctx, w, NewExport{List: row.List, Format: row.Format, Filter: row.Filter}, func(n int) error {
		rows = n
		return s.hold(ctx, row.ID, n)
	})
	if err == nil {
		if _, err = w.Finish(ctx); err == nil {
			return s.ready(ctx, row.ID, w.ID, rows)
		}
	}
	err = errors.Join(err, s.files.Drop(context.WithoutCancel(ctx), w.ID))
	if errors.Is(err, errEnded) {
		return nil
	}
	return err
}

// Write writes a list to a writer, page by page. progress is told how many rows are written; its error ends it.
func (s *Service) Write(ctx context.Context, to io.Writer, n NewExport, progress func(rows int) error) error {
	t := tables[n.List]
	out, err := newSink(n.Format, to)
	if err != nil {
		return err
	}
	if err := out.row(t.header()); err != nil {
		return err
	}
	rows := 0
	for after := ""; ; {
		page, last, err := s.page(ctx, t, n.Filter, after)
		if err != nil {
			return err
		}
		for _, cells := range page {
			if err := out.row(cells); err != nil {
				return err
			}
		}
		rows += len(page)
		if progress != nil {
			if err := progress(rows); err != nil {
				return err
			}
		}
		if len(page) < pageRows {
			return out.end()
		}
		after = last
	}
}
