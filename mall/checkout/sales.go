package checkout

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// sales gathers what requests need to know of sales that are on.
type sales struct {
	takers   map[order.SaleTaker]*mall.SaleTerms
	admitted []*mall.Admission
}

// want asks for what a member's lines need.
func (s *sales) want(offers *catalog.Offers, m mall.MemberID, lines []Line, now time.Time) {
	for _, l := range lines {
		offer, ok := offers.Offer(l.Sku)
		if !ok || !offer.Sale.On(now) {
			continue
		}
		if offer.Sale.PerMember != nil || offer.Sale.PerDay != nil {
			if s.takers == nil {
				s.takers = map[order.SaleTaker]*mall.SaleTerms{}
			}
			s.takers[order.SaleTaker{Member: m, Sku: l.Sku}] = offer.Sale
		}
		if offer.Sale.Waiting {
			s.admitted = append(s.admitted, l.admitted)
		}
	}
}

// read reads it: nothing, where no sale is on.
func (s *sales) read(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location) (order.SaleTaken, *waiting.Sheet, error) {
	had, err := order.ReadSaleTaken(ctx, tx, s.takers, mall.StartOfDay(mall.DateOf(now, zone), zone))
	if err != nil {
		return nil, nil, err
	}
	places, err := waiting.Read(ctx, tx, s.admitted)
	return had, places, err
}

// lines are what is wanted: a quote's lines, or those of the request.
func (r Order) lines() []Line {
	if r.Quote == nil {
		return r.Lines
	}
	lines := make([]Line, len(r.Quote.Bill.Lines))
	for i := range lines {
		l := &r.Quote.Bill.Lines[i]
		lines[i] = Line{Sku: l.Sku, Quantity: l.Quantity, admitted: l.Admission}
	}
	return lines
}

// admit reads the admissions of lines.
func (s *Service) admit(ctx context.Context, lines []Line) (err error) {
	for i := range lines {
		if lines[i].admitted, err = waiting.ReadAdmission(ctx, s.Sealer, lines[i].Admission); err != nil {
			return err
		}
	}
	return nil
}

// saleEnds is the earliest end of the sales at whose prices a bill is; until: later than that.
func (b *buyer) saleEnds(lines []mall.SkuID, until time.Time) time.Time {
	for _, sku := range lines {
		if offer, ok := b.offers.Offer(sku); ok && offer.Sale.On(b.at.Now) && offer.Sale.EndsAt.Before(until) {
			until = offer.Sale.EndsAt
		}
	}
	return until
}
