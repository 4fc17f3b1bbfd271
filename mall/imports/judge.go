package imports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// judge decides about rows.
type judge struct {
	table
	zone     *time.Location
	now      time.Time
	currency mall.Currency
	// nobody are words that stand for no customer, in lower case.
	nobody []string
}

func newJudge(o Options, now time.Time) judge {
	j := judge{zone: o.Zone, now: now, currency: o.Currency}
	for _, word := range o.Nobody {
		j.nobody = append(j.nobody, strings.ToLower(plain(word)))
	}
	return j
}

// judged is what a row says, or why it is not recorded: then only invoice counts, if
// it could be read.
type judged struct {
	invoice, customer string
	at                time.Time
	goods             goods
	// amount is what the row adds to its invoice; a discount's is negative.
	amount decimal.Decimal
	// total is what was paid for the whole invoice; nil: the row does not say.
	total *decimal.Decimal
	kind  kind

	// suspects are invoices that the row may belong to, where that cannot be read.
	suspects []string
	skipped  Reason
	rejected fault
}

// kind is what a row stands for.
type kind int

const (
	// goodsRow has goods of an invoice.
	goodsRow kind = iota
	// discountRow is taken off an invoice, without goods.
	discountRow
	// returnRow cancels what was bought before.
	returnRow
)

// read judges one row on its own. The first thing that is wrong with it counts.
func (j judge) read(r row) judged {
	switch {
	case r.unreadable:
		return suspect(r).reject(BadQuotes, "cells that have one are put between two, and theirs doubled")
	case len(r.cells) != len(j.columns.names):
		return suspect(r).reject(BadColumns, fmt.Sprintf("%d instead of %d", len(r.cells), len(j.columns.names)))
	}
	cell := func(of Column) string { return j.columns.cell(r.cells, of) }
	f := judged{invoice: cell(InvoiceColumn)}
	if who := strings.ToLower(cell(MemberColumn)); nobody[who] || slices.Contains(j.nobody, who) {
		return f.skip(NoCustomer)
	}
	if bad := checkInvoice(f.invoice); bad.reason != "" {
		return judged{rejected: bad}
	}
	for _, read := range []func(*judged, func(Column) string) fault{j.readGoods, j.readWho, j.readWhen, j.readMoney} {
		if bad := read(&f, cell); bad.reason != "" {
			f.rejected = bad
			return f
		}
	}
	return f
}

// checkInvoice refuses a number that cannot tell its invoice from others. One with ".0"
// behind is known to the mall without it, if it was exported in another way before.
func checkInvoice(number string) fault {
	if bad := checkName(number, maxInvoice, BadInvoice); bad.reason != "" {
		return bad
	}
	if floating.MatchString(number) {
		return fault{Spoilt, abridge(number) + " has decimals: format the column as text and export it again"}
	}
	return fault{}
}

// suspect says which invoices a row may belong to that is not split into its columns:
// whichever it names anywhere.
func suspect(r row) (f judged) {
	parts := strings.FieldsFunc(strings.Join(r.cells, ","), func(r rune) bool { return strings.ContainsRune(separators+"\n", r) })
	for _, text := range parts {
		if text = strings.Trim(text, "\"=' "); checkName(text, maxInvoice, BadInvoice).reason == "" {
			f.suspects = append(f.suspects, text)
		}
	}
	return f
}

// readWho reads the customer.
func (j judge) readWho(f *judged, cell func(Column) string) (bad fault) {
	f.customer, bad = memberName(cell(MemberColumn))
	if c := cell(CurrencyColumn); bad.reason == "" && c != "" && !strings.EqualFold(c, string(j.currency)) {
		bad = fault{OtherCurrency, fmt.Sprintf("%s, and --currency is %s", abridge(c), j.currency)}
	}
	return bad
}

// readWhen reads the time.
func (j judge) readWhen(f *judged, cell func(Column) string) fault {
	at, why := readTime(strings.TrimSpace(cell(DateColumn)+" "+cell(TimeColumn)), j.dates, j.zone)
	switch {
	case why != "":
		return fault{BadDate, why}
	case at.After(j.now.Add(mall.MaxClockAhead)) || at.Year() < 1970:
		return fault{BadDate, fmt.Sprintf("%s lies in the future or before 1970", at.In(j.zone).Format(time.DateTime))}
	}
	f.at = at
	return fault{}
}

func (f judged) reject(why Reason, detail string) judged {
	f.rejected = fault{why, detail}
	return f
}

func (f judged) skip(why Reason) judged {
	f.skipped = why
	return f
}
