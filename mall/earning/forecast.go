package earning

import (
	"context"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// Forecast is what would become of events if they were recorded now. It writes nothing;
// make and use it in one snapshot.
type Forecast struct {
	// Purchases are what would become of purchases, in their order.
	Purchases []store.Outcome[Recorded]

	d         *desk
	returning *useCase[Return, Returned]
}

// Forecast says what would become of purchases if they were recorded by the active rules,
// and if members were made of those who are none yet. returning are members, by their
// external references, of whose purchases goods will come back.
func (s *Service) Forecast(ctx context.Context, tx *store.Tx, purchases []Purchase, returning []string) (*Forecast, error) {
	f := &Forecast{d: s.desk(), returning: s.recordReturn}
	f.d.imagine = true
	f.d.wants.refs, f.d.wants.emptied = slices.Clone(returning), returning
	var err error
	f.Purchases, err = s.recordPurchase.Foresee(ctx, tx, f.d, purchases)
	return f, err
}

// Returns says what would become of returns, in their order, after the purchases of the
// forecast. Their members must have been named as returning.
func (f *Forecast) Returns(ctx context.Context, tx *store.Tx, returns []Return) ([]store.Outcome[Returned], error) {
	d := f.d
	for _, r := range returns {
		r.want(d)
		r.name(d)
	}
	if err := d.findSold(ctx, tx); err != nil {
		return nil, err
	}
	more, err := growth.Read(ctx, tx, d.soldDays(), false)
	if err != nil {
		return nil, err
	}
	for m, g := range more {
		if d.sheet[m] == nil { // whose purchases are among the forecast's have theirs
			d.sheet[m] = g
		}
	}
	if err := d.readSales(ctx, tx); err != nil {
		return nil, err
	}
	if d.numbers.returns, err = purchase.RecallReturns(ctx, tx, d.wants.returns); err != nil {
		return nil, err
	}
	d.sellForecast()
	return f.returning.ForeseeMore(ctx, tx, d, returns)
}

// sellForecast adds the forecast's own purchases to those of which goods come back.
func (d *desk) sellForecast() {
	grants := make(map[mall.GrantID]*grant.Grant, len(d.grants))
	for _, g := range d.grants {
		grants[g.ID] = g
	}
	if d.back.sales == nil {
		d.back.sales = map[purchase.Ref]*sale{}
	}
	for _, row := range d.purchases {
		d.back.sales[purchase.Ref{Source: row.Source, ExternalRef: row.ExternalRef}] = newSale(row, grants[mall.GrantID(row.ID)], nil)
	}
}
