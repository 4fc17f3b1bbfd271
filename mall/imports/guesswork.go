package imports

import (
	"context"
	"errors"
	"io"
)

// Guess is something that a file did not say of itself, nor the caller.
type Guess string

// What may be guessed. Each is the name of the option that says it.
const (
	GuessEncoding  Guess = "encoding"
	GuessSeparator Guess = "separator"
	GuessDecimal   Guess = "decimal"
	GuessDates     Guess = "dates"
)

// evidence counts cells that can be read in one way alone.
type evidence struct {
	point, comma         int
	dayFirst, monthFirst int
}

// numeric are the columns that hold numbers.
var numeric = []Column{QuantityColumn, WeightColumn, PriceColumn, DiscountColumn, AmountColumn, TotalColumn}

// weigh reads all rows for evidence of how the file writes numbers and dates, where the
// caller does not say it. 1.234 may be either; 12,50 and 31/12/2026 may not.
func (t *table) weigh(ctx context.Context, file io.ReadSeeker, o Options) error {
	t.decimal, t.dates = o.Decimal, o.Dates
	if o.Decimal != "" && o.Dates != "" {
		return nil
	}
	from, err := t.rows(file)
	if err != nil {
		return err
	}
	var e evidence
	for {
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return errInterrupted
		}
		if len(r.cells) == len(t.columns.names) {
			e.take(r, t.columns, o)
		}
	}
	t.conclude(e)
	return nil
}

func (e *evidence) take(r row, c columns, o Options) {
	for _, column := range numeric {
		s, _ := bare(straight(c.cell(r.cells, column)), o.Currency)
		point, comma := DecimalPoint.fits(s), DecimalComma.fits(s)
		switch {
		case point && !comma:
			e.point++
		case comma && !point:
			e.comma++
		}
	}
	switch firstOf(c.cell(r.cells, DateColumn)) {
	case DayFirst:
		e.dayFirst++
	case MonthFirst:
		e.monthFirst++
	}
}

// conclude takes what all evidence agrees on. Without any, numbers have a point, and
// dates begin with their year.
func (t *table) conclude(e evidence) {
	if t.decimal == "" {
		t.decimal = DecimalPoint
		if e.comma > 0 && e.point == 0 {
			t.decimal = DecimalComma
		}
		t.guesses = append(t.guesses, GuessDecimal)
	}
	if t.dates == "" {
		switch {
		case e.dayFirst > 0 && e.monthFirst == 0:
			t.dates = DayFirst
		case e.monthFirst > 0 && e.dayFirst == 0:
			t.dates = MonthFirst
		default:
			t.dates = YearFirst
		}
		t.guesses = append(t.guesses, GuessDates)
	}
}
