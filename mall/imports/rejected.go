package imports

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/mall"
)

// mark begins a file of UTF-8, by which spreadsheets know it.
const mark = "\ufeff"

// WriteRejected writes the rows of an import that were rejected, as the file had them, with their lines and the reasons
// in a language: CSV, in UTF-8 with its mark. Once they are mended it can be imported like the file.
func (s *Service) WriteRejected(ctx context.Context, w io.Writer, b *ent.ImportBatch, lang mall.Lang) error {
	head := slices.Clone(b.Reading.Header)
	if n := len(head); n >= 2 && slices.Equal(head[n-2:], []string{lineColumn, reasonColumn}) {
		head = head[:n-2] // this was a file of rejected rows itself
	}
	return s.writeSteps(ctx, w, b, append(slices.Clone(head), lineColumn, reasonColumn), func(step *ent.ImportStep, write func(...string) error) error {
		for _, r := range step.Rejected {
			cells := r.Cells
			if len(cells) == len(b.Reading.Header) {
				cells = cells[:len(head)]
			}
			if err := write(append(slices.Clone(cells), strconv.Itoa(r.Line), r.Reason.In(lang))...); err != nil {
				return err
			}
		}
		return nil
	})
}

// WriteKept writes what an undoing left, with the reasons in a language: CSV, in UTF-8 with its mark.
func (s *Service) WriteKept(ctx context.Context, w io.Writer, b *ent.ImportBatch, lang mall.Lang) error {
	return s.writeSteps(ctx, w, b, []string{lineColumn, "Id", reasonColumn}, func(step *ent.ImportStep, write func(...string) error) error {
		for _, r := range step.Kept {
			if err := write(strconv.Itoa(r.Line), r.Cells[0], r.Reason.In(lang)); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeSteps writes a file a step at a time.
func (s *Service) writeSteps(ctx context.Context, to io.Writer, b *ent.ImportBatch, header []string, each func(*ent.ImportStep, func(...string) error) error) error {
	if _, err := io.WriteString(to, mark); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	write := func(cells ...string) error { return w.Write(cells) }
	if err := write(header...); err != nil {
		return err
	}
	for seq := 0; ; {
		step, err := s.stepAfter(ctx, b.ID, seq)
		if err != nil {
			return err
		}
		if step == nil {
			break
		}
		if err := each(step, write); err != nil {
			return err
		}
		seq = step.Seq
	}
	w.Flush()
	return w.Error()
}
