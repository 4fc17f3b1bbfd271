package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Forecast is what would become of events if they were recorded now. It writes nothing;
// make and use it in one snapshot.
type Forecast struct {
	// Purchases are what would become of purchases, in their order.
	Purchases []store.Outcome[Recorded]

	d *purchaseDesk
}

// Forecast says what would become of purchases if they were recorded by the active rules,
// and if members were made of those who are none yet. returning are members, by their
// external references, of whose purchases goods will come back.
func (s *Service) Forecast(ctx context.Context, tx *store.Tx, purchases []Purchase, returning []string) (*Forecast, error) {
	d := &purchaseDesk{}
	memberRefs := make([]string, len(purchases), len(purchases)+len(returning))
	refs := make([]purchase.Ref, len(purchases))
	for i, p := range purchases {
		memberRefs[i], refs[i] = p.MemberRef, p.ref()
	}
	var err error
	if d.members, err = member.StandingsByRef(ctx, tx, append(memberRefs, returning...)); err != nil {
		return nil, err
	}
	var imagined []mall.MemberID
	for _, ref := range memberRefs {
		if _, ok := d.members[ref]; !ok {
			m := member.Standing{ID: mall.NewMemberID(), Tier: member.LowestTier, Since: s.clock()}
			d.members[ref] = m
			imagined = append(imagined, m.ID)
		}
	}
	occasions := d.occasions(purchases)
	if d.desk, err = s.openDeskToForecast(ctx, tx, d.members, returning, occasions); err != nil {
		return nil, err
	}
	for _, m := range imagined {
		d.book.Imagine(m)
	}
	if d.recorded, _, err = purchase.Recall(ctx, tx, refs); err != nil {
		return nil, err
	}
	f := &Forecast{Purchases: make([]store.Outcome[Recorded], len(purchases)), d: d}
	for i, p := range purchases {
		recorded, refusal := d.decide(p, occasions[i])
		f.Purchases[i].Answer = recorded
		if refusal != nil {
			f.Purchases[i].Err = refusal
		}
	}
	return f, nil
}

// openDeskToForecast opens a desk whose book has the lots of those who return goods.
func (s *Service) openDeskToForecast(ctx context.Context, tx *store.Tx, members map[string]member.Standing, returning []string, occasions []*occasion) (*desk, error) {
	var spend map[mall.MemberID]mall.Points
	for _, ref := range returning {
		if m, ok := members[ref]; ok {
			if spend == nil {
				spend = map[mall.MemberID]mall.Points{}
			}
			spend[m.ID] = mall.MaxPoints
		}
	}
	d, err := s.openAccounts(ctx, tx, s.settings.Current(), byID(members), spend)
	if err != nil {
		return nil, err
	}
	return d, d.read(ctx, tx, occasions)
}

// Returns says what would become of returns, in their order, after the purchases of the
// forecast. Their members must have been named as returning.
func (f *Forecast) Returns(ctx context.Context, tx *store.Tx, returns []Return) ([]store.Outcome[Returned], error) {
	of := make([]purchase.Ref, len(returns))
	for i, r := range returns {
		of[i] = r.purchase()
	}
	stored, err := purchase.Find(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	more, err := growth.Read(ctx, tx, f.d.ownDays(stored), false)
	if err != nil {
		return nil, err
	}
	for m, g := range more {
		if f.d.sheet[m] == nil { // whose purchases are among the forecast's have theirs
			f.d.sheet[m] = g
		}
	}
	d := &returnDesk{desk: f.d.desk}
	if err := d.readSales(ctx, tx, stored, returns); err != nil {
		return nil, err
	}
	if err := d.readClawback(ctx, tx, len(returns)); err != nil {
		return nil, err
	}
	grants := make(map[mall.GrantID]*grant.Grant, len(d.grants))
	for _, g := range d.grants {
		grants[g.ID] = g
	}
	for _, row := range f.d.fresh {
		d.sales[purchase.Ref{Source: row.Source, ExternalRef: row.ExternalRef}] = newSale(row, grants[mall.GrantID(row.ID)], nil)
	}
	return d.decideAll(returns), nil
}
