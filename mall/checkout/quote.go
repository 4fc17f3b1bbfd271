package checkout

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/coupon"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Wish is what a member asks a quote for.
type Wish struct {
	Member       mall.MemberID
	Lines        []Line
	OffsetPoints mall.Points
	Coupons      []mall.CouponID
	// Cart is where the lines come from; nil: from nowhere.
	Cart *Basket
	// Address is where to send it, one of the member's; nil: nobody has said.
	Address *mall.AddressID
}

// Quote is what a wish costs, and the terms on which it can be placed.
type Quote struct {
	quote.Bill
	// ID is the sealed terms.
	ID         string
	ValidUntil time.Time
	Currency   mall.Currency
	// Earns is what it would earn if it were paid now.
	Earns mall.Points
	// Warnings are what would refuse the order now, and may not later: too few points, pieces
	// or redemptions left, coupons that cannot be used, which the quote is without; what has changed of a cart: prices,
	// and goods that cannot be had, which the quote is without, too.
	Warnings []*mall.Error

	terms Terms
}

// Quote reckons what a wish costs, and writes nothing. Refusals: INVALID_INPUT, NOT_FOUND,
// NOT_AVAILABLE, NOT_ELIGIBLE, LIMIT_EXCEEDED (offsetPoints), PRICE_CHANGED.
func (s *Service) Quote(ctx context.Context, w Wish) (*Quote, error) {
	if w.Cart != nil && len(w.Lines) == 0 {
		return nil, emptyCart()
	}
	if refusal := checkLines(w.Lines); refusal != nil {
		return nil, refusal
	}
	if refusal := checkCoupons(w.Coupons); refusal != nil {
		return nil, refusal
	}
	if w.Address != nil {
		if _, err := s.Members.Address(ctx, w.Member, *w.Address); err != nil {
			return nil, err
		}
	}
	if err := s.admit(ctx, w.Lines); err != nil {
		return nil, err
	}
	balance, err := s.Ledger.Balance(ctx, w.Member)
	if err != nil {
		return nil, err
	}
	var q *Quote
	err = s.DB.Glance(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		q, err = s.reckon(ctx, tx, w, balance.Available)
		return err
	})
	if err != nil {
		return nil, err
	}
	q.ID, err = q.terms.seal(ctx, s.Sealer)
	return q, err
}

// reckon makes the quote of a wish, as of one moment.
func (s *Service) reckon(ctx context.Context, tx *store.Tx, w Wish, balance mall.Points) (*Quote, error) {
	b, err := s.buyer(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	b.balance = balance
	var changed []*mall.Error
	if w.Cart != nil {
		left, gone, refusal := b.open(w.Cart)
		if refusal != nil {
			return nil, refusal
		}
		w.Lines, w.Cart, changed = left.Lines, left, gone
	}
	bill, unusable, refusal := b.bill(w.Lines, w.Coupons, w.OffsetPoints)
	if refusal != nil {
		return nil, refusal
	}
	for _, u := range unusable {
		if u.Code == mall.CodeNotFound { // nothing makes it a coupon of theirs
			return nil, u
		}
	}
	var bargains []mall.SkuID
	for i := range bill.Lines {
		if bill.Lines[i].Sale != nil {
			bargains = append(bargains, bill.Lines[i].Sku)
		}
	}
	q := &Quote{Bill: bill, ValidUntil: b.saleEnds(bargains, b.at.Now.Add(quoteLife)), Currency: b.settings.Currency, Warnings: slices.Concat(changed, b.short(&bill), unusable)}
	if points := bill.Points(); points > b.balance {
		q.Warnings = append(q.Warnings, tooFew(points, b.balance))
	}
	q.terms = Terms{ID: uuid.New(), Member: w.Member, Until: q.ValidUntil, Quoted: b.at.Now, Bill: bill, Address: w.Address}
	if w.Cart != nil {
		q.terms.Taken = w.Cart.Taken
	}
	q.Earns, err = s.earns(ctx, tx, b, &bill)
	return q, err
}

// buyer reads what the prices of a wish depend on.
func (s *Service) buyer(ctx context.Context, tx *store.Tx, w Wish) (b *buyer, err error) {
	settings := s.Settings.Current()
	b = &buyer{id: w.Member, asking: true, settings: &settings, at: catalog.Moment{Now: s.Clock(), Zone: settings.Zone}}
	skus := make([]mall.SkuID, 0, len(w.Lines))
	for sku := range (Order{Lines: w.Lines}).skus() {
		skus = append(skus, sku)
	}
	if b.offers, err = catalog.Lock(ctx, tx, skus); err != nil {
		return nil, err
	}
	if err := b.offers.ReadOptions(ctx, tx); err != nil {
		return nil, err
	}
	levels, err := member.Levels(ctx, tx, []mall.MemberID{w.Member})
	if err != nil {
		return nil, err
	}
	b.level = levels[w.Member]
	var redeemers []catalog.Redeemer
	for _, sku := range skus {
		if offer, ok := b.offers.Offer(sku); ok && offer.Counted {
			redeemers = append(redeemers, catalog.Redeemer{Member: w.Member, Sku: sku})
		}
	}
	if err := b.offers.ReadRedeemed(ctx, tx, redeemers); err != nil {
		return nil, err
	}
	var sold sales
	sold.want(b.offers, w.Member, w.Lines, b.at.Now)
	if b.had, b.places, err = sold.read(ctx, tx, b.at.Now, b.at.Zone); err != nil {
		return nil, err
	}
	return b, b.readCoupons(ctx, tx, w)
}

// readCoupons reads the coupons of a wish, and what their conditions ask for.
func (b *buyer) readCoupons(ctx context.Context, tx *store.Tx, w Wish) (err error) {
	if b.coupons, err = coupon.Lock(ctx, tx, b.at.Now, w.Coupons); err != nil || len(w.Coupons) == 0 {
		return err
	}
	tree, first := false, false
	for _, id := range w.Coupons {
		if h := b.coupons.Find(id); h != nil {
			tree, first = tree || len(h.Terms.Categories) > 0, first || h.Terms.FirstOrder
		}
	}
	if tree {
		if b.parents, err = catalog.Parents(ctx, tx); err != nil {
			return err
		}
	}
	if !first {
		return nil
	}
	ordered, err := order.Buyers(ctx, tx, []mall.MemberID{w.Member})
	b.hasOrdered = ordered[w.Member]
	return err
}

// earns is what the bill would earn if it were paid now.
func (s *Service) earns(ctx context.Context, tx *store.Tx, b *buyer, bill *quote.Bill) (mall.Points, error) {
	if bill.Goods() == 0 {
		return 0, nil
	}
	f := &facts{id: mall.NewOrderID(), member: b.id, payable: mall.Money{Minor: bill.Payable(), Currency: b.settings.Currency}, goods: bill.Goods()}
	for i := range bill.Lines {
		l := &bill.Lines[i]
		offer, _ := b.offers.Offer(l.Sku)
		f.lines = append(f.lines, fact{sku: l.Sku, code: offer.Code, quantity: l.Quantity, payable: l.Payable()})
	}
	if b.settings.EarningStop.Stopped {
		return 0, nil
	}
	return s.Earning.Estimate(ctx, tx, f.purchase(b.at.Now))
}

func tooFew(points, available mall.Points) *mall.Error {
	refusal := mall.Errorf(mall.CodeInsufficientPoints, "this takes %s, and %d can be spent", "需要 %d 积分，可用积分为 %d", mall.Count(points, "point"), available)
	refusal.Figures = mall.Figures{Required: int64(points), Available: int64(available)}
	return refusal
}
