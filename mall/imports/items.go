package imports

import (
	"errors"
	"fmt"
	"io"

	"pointsmall/mall"
)

// next reads the rows of the next step; none when the file is over.
func (w *work) next() ([]*item, error) {
	var items []*item
	for {
		one := w.ahead
		w.ahead = nil
		if one == nil {
			var err error
			if one, err = w.readItem(); err != nil {
				return nil, err
			}
		}
		if one == nil {
			break
		}
		if len(items) >= w.kind.most && (w.kind.together == nil || !w.kind.together(items[len(items)-1], one)) {
			w.ahead = one
			break
		}
		items = append(items, one)
	}
	w.read += len(items)
	return items, nil
}

// skip reads over rows that were worked on before.
func (w *work) skip(rows int) error {
	for w.read < rows {
		one, err := w.readItem()
		if err != nil {
			return err
		}
		if one == nil {
			return fmt.Errorf("the file has %d rows, and %d were worked on", w.read, rows)
		}
		w.read++
	}
	return nil
}

// readItem reads a row; nil when there is none.
func (w *work) readItem() (*item, error) {
	r, err := w.sheet.rows.next()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	one := &item{line: r.line, cells: r.cells}
	c := w.sheet.table.columns
	switch {
	case r.unreadable:
		one.wrong = textf("a quotation mark is out of place", "引号位置有误")
	case len(r.cells) != len(c.names):
		one.wrong = textf("the row has %d cells, and the header %d", "该行有 %d 个单元格，表头有 %d 个", len(r.cells), len(c.names))
	default:
		one.what, one.key, one.wrong = w.kind.read(w, func(of Column) string { return c.cell(r.cells, of) })
	}
	if one.wrong == nil && one.key != "" {
		w.recognise(one)
	}
	one.reset()
	return one, nil
}

// recognise finds rows that stand in the file twice.
func (w *work) recognise(one *item) {
	d := digest(one.key)
	before, known := w.seen[d]
	switch {
	case !known && w.kind.again:
		w.seen[d] = 1
	case !known:
		w.seen[d] = int32(min(one.line, 1<<31-1)) //nolint:gosec // it is bounded
	case w.kind.again:
		w.seen[d] = before + 1
		one.key += fmt.Sprintf("#%d", before+1)
	default:
		one.wrong = textf("line %d has the same key", "与第 %d 行的标识重复", before)
	}
}

// good are the rows that can be added.
func good(items []*item) []*item {
	list := make([]*item, 0, len(items))
	for _, one := range items {
		one.reset()
		if one.wrong == nil {
			list = append(list, one)
		}
	}
	return list
}

// outcome is what a step did.
type outcome struct {
	done, added, there, rejected int
	made                         []mall.ImportMade
	refused                      []mall.ImportRejected
}

func outcomeOf(items []*item) outcome {
	o := outcome{done: len(items), made: []mall.ImportMade{}, refused: []mall.ImportRejected{}}
	for _, one := range items {
		switch {
		case one.why != nil:
			o.rejected++
			o.refused = append(o.refused, mall.ImportRejected{Line: one.line, Cells: one.cells, Reason: *one.why})
			continue
		case one.there:
			o.there++
		default:
			o.added++
		}
		if one.made != nil {
			o.made = append(o.made, *one.made)
		}
	}
	return o
}
