package imports

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
)

// Columns that a file of rejected rows has behind the original ones.
const (
	lineColumn   = "Line"
	reasonColumn = "Reason"
)

// writeRejects reads the file again and writes the rows that were rejected, in its
// order, encoding and separator, with their line and the reason. Once they are mended, the
// result can be imported like the file: it has whole invoices, and the two columns are
// ignored. A row that does not split into its columns keeps its shape, so that it is
// rejected again until it is mended.
func writeRejects(w io.Writer, file io.ReadSeeker, j judge, g *gathered) error {
	text, err := j.script.writer(w)
	if err != nil {
		return err
	}
	keep := len(j.columns.names)
	if keep >= 2 && slices.Equal(j.columns.names[keep-2:], []string{lineColumn, reasonColumn}) {
		keep -= 2 // this was a file of rejected rows itself
	}
	to := csv.NewWriter(text)
	to.Comma = rune(j.separator)
	if err := to.Write(append(slices.Clone(j.columns.names[:keep]), lineColumn, reasonColumn)); err != nil {
		return err
	}
	err = eachReject(file, j, g, func(r row, why fault) error {
		cells := r.cells
		if len(cells) == len(j.columns.names) {
			cells = cells[:keep]
		}
		return to.Write(append(slices.Clone(cells), strconv.Itoa(r.line), why.String()))
	})
	if err != nil {
		return err
	}
	to.Flush()
	return to.Error()
}

// eachReject reads the file again and calls f for each row that was rejected.
func eachReject(file io.ReadSeeker, j judge, g *gathered, f func(row, fault) error) error {
	from, err := j.rows(file)
	if err != nil {
		return err
	}
	for {
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if why := g.fault(r.line, j.read(r)); why.reason != "" {
			if err := f(r, why); err != nil {
				return err
			}
		}
	}
}

// fault is why a row was rejected; none when it was not.
func (g *gathered) fault(line int, f judged) fault {
	if f.skipped != "" || f.rejected.reason != "" {
		return f.rejected
	}
	if c := g.returns[line]; c != nil {
		return c.fault
	}
	if inv := g.invoices[f.invoice]; inv != nil {
		return inv.fault
	}
	return fault{}
}
