package graph

import (
	"context"
	"fmt"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/coupon"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/ledger"
	"pointsmall/mall/payment"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

// newestFirst is a list of rows whose newest ids come first.
func newestFirst[N any, ID fmt.Stringer](
	idOf func(*N) ID, read func(mall.AnyID) (ID, bool),
	list func(context.Context, store.Span[ID]) ([]*N, error), count func(context.Context, int) (int, error),
) page.List[N, ID] {
	return page.List[N, ID]{
		Text:  func(one *N) string { return idOf(one).String() },
		Place: page.ByID(read),
		Read: func(ctx context.Context, part page.Part[ID]) ([]*N, error) {
			return list(ctx, store.Span[ID]{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return count(ctx, page.MaxCount) },
	}
}

// filtered reads an id that a filter names; INVALID_INPUT where it is of another kind.
func filtered[ID any](into *ID, id *mall.AnyID, read func(mall.AnyID) (ID, bool), field string) *mall.Error {
	if id == nil {
		return nil
	}
	found, ok := read(*id)
	if !ok {
		return mall.Errorf(mall.CodeInvalidInput, "%q is no id of this kind", "%q 不是此类 ID", string(*id)).At("filter", field)
	}
	*into = found
	return nil
}

// sourceNamed is the source that a filter names by its partner; "": any.
func sourceNamed(partner *mall.AnyID) (string, *mall.Error) {
	var id mall.PartnerID
	if refusal := filtered(&id, partner, mall.AnyID.Partner, "partnerId"); refusal != nil || id.IsZero() {
		return "", refusal
	}
	return id.String(), nil
}

// partnerIn is the partner whose source it is, or nil.
func partnerIn(source string) *mall.AnyID {
	id := mall.AnyID(source)
	if _, ok := id.Partner(); !ok {
		return nil
	}
	return &id
}

// staffAlone shows an id to staff alone.
func staffAlone[ID fmt.Stringer](ctx context.Context, id *ID) *mall.AnyID {
	if id == nil || mall.ActorOf(ctx).Kind != mall.ActorStaff {
		return nil
	}
	return new(mall.AnyID((*id).String()))
}

func (r *Resolver) auditPage(ctx context.Context, args page.Args, input *model.AuditFilter) (*model.AuditRecordConnection, error) {
	var f audit.Filter
	if input != nil {
		f = audit.Filter{
			Actor: text(input.Actor), Operation: text(input.Operation), Noun: text(input.Noun), ID: text(input.NounID), From: input.From, Until: input.Until, Search: text(input.Search),
		}
	}
	return newestFirst(func(one *audit.Record) mall.AuditRecordID { return one.ID }, mall.AnyID.AuditRecord,
		func(ctx context.Context, p store.Span[mall.AuditRecordID]) ([]*audit.Record, error) {
			return r.Audit.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Audit.Count(ctx, f, limit) },
	).Page(ctx, args)
}

func (r *Resolver) purchasesPage(ctx context.Context, args page.Args, input *model.PurchaseFilter) (*model.PurchaseConnection, error) {
	var f purchase.Filter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.ExternalRef, f.From, f.Until = source, text(input.ExternalRef), input.From, input.Until
	}
	return newestFirst(func(one *ent.Purchase) mall.PurchaseID { return one.ID }, mall.AnyID.Purchase,
		func(ctx context.Context, p store.Span[mall.PurchaseID]) ([]*ent.Purchase, error) {
			return purchase.List(ctx, r.DB, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return purchase.Count(ctx, r.DB, f, limit) },
	).Page(ctx, args)
}

func (r *Resolver) activitiesPage(ctx context.Context, args page.Args, input *model.ActivityFilter) (*model.ActivityConnection, error) {
	var f activity.Filter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.ExternalRef, f.Triggers, f.From, f.Until = source, text(input.ExternalRef), input.Types, input.From, input.Until
	}
	return newestFirst(func(one *ent.Activity) mall.ActivityID { return one.ID }, mall.AnyID.Activity,
		func(ctx context.Context, p store.Span[mall.ActivityID]) ([]*ent.Activity, error) {
			return r.Services.Activity.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Services.Activity.Count(ctx, f, limit) },
	).Page(ctx, args)
}

func (r *Resolver) returnsPage(ctx context.Context, args page.Args, input *model.PurchaseReturnFilter) (*model.PurchaseReturnConnection, error) {
	var f purchase.ReturnFilter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.PurchaseRef, f.From, f.Until = source, text(input.PurchaseRef), input.From, input.Until
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.PurchaseReturn) mall.ReturnID { return one.ID }, mall.AnyID.Return,
		func(ctx context.Context, p store.Span[mall.ReturnID]) ([]*ent.PurchaseReturn, error) {
			return purchase.ListReturns(ctx, r.DB, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return purchase.CountReturns(ctx, r.DB, f, limit) },
	).Page(ctx, args)
}

// accountsOf are the accounts of the member whom a filter names; nil: it names none.
func (r *Resolver) accountsOf(ctx context.Context, member *mall.AnyID) ([]mall.AccountID, error) {
	if member == nil {
		return nil, nil
	}
	var id mall.MemberID
	if refusal := filtered(&id, member, mall.AnyID.Member, "memberId"); refusal != nil {
		return nil, refusal
	}
	return r.Ledger.AccountsOf(ctx, id)
}

// entriesFilter reads which entries of all members are listed. Those of an order or a purchase are
// looked up by its member's accounts.
func (r *Resolver) entriesFilter(ctx context.Context, input *model.PointsEntriesFilter) (f ledger.EntriesFilter, err error) {
	if input == nil {
		return f, nil
	}
	f = ledger.EntriesFilter{Kinds: input.Kinds, Currency: mall.PointsCurrency(text(input.Currency)), From: input.From, Until: input.Until}
	if input.Actor != nil {
		f.Actor = string(*input.Actor)
	}
	if f.Accounts, err = r.accountsOf(ctx, input.MemberID); err != nil {
		return f, err
	}
	owner := mall.MemberID{}
	if input.OrderID != nil {
		f.Order = new(mall.OrderID)
		if refusal := filtered(f.Order, input.OrderID, mall.AnyID.Order, "orderId"); refusal != nil {
			return f, refusal
		}
		found, err := r.Orders.ByIDs(ctx, []mall.OrderID{*f.Order})
		if err != nil {
			return f, err
		}
		if o := found[*f.Order]; o != nil {
			owner = o.MemberID
		}
	}
	if input.PurchaseID != nil {
		f.Purchase = new(mall.PurchaseID)
		if refusal := filtered(f.Purchase, input.PurchaseID, mall.AnyID.Purchase, "purchaseId"); refusal != nil {
			return f, refusal
		}
		if owner, err = purchase.MemberOf(ctx, r.DB, *f.Purchase); err != nil {
			return f, err
		}
	}
	if (f.Order != nil || f.Purchase != nil) && f.Accounts == nil {
		f.Accounts, err = r.Ledger.AccountsOf(ctx, owner)
	}
	return f, err
}

func (r *Resolver) allEntriesPage(ctx context.Context, args page.Args, input *model.PointsEntriesFilter) (*model.PointsEntryConnection, error) {
	f, err := r.entriesFilter(ctx, input)
	if err != nil {
		return nil, err
	}
	c, err := newestFirst(func(one *ent.Entry) mall.EntryID { return one.ID }, mall.AnyID.Entry,
		func(ctx context.Context, p store.Span[mall.EntryID]) ([]*ent.Entry, error) {
			return r.Ledger.AllEntries(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountAllEntries(ctx, f, limit) },
	).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	accounts, earned := make([]mall.AccountID, len(c.Nodes)), []mall.EntryID{}
	for i, e := range c.Nodes {
		accounts[i] = e.AccountID
		if e.Kind == mall.EntryEarn {
			earned = append(earned, e.ID)
		}
	}
	loader.From(ctx).Owners.Expect(accounts)
	loader.From(ctx).Grants.Expect(earned)
	return c, nil
}

func (r *Resolver) transfersPage(ctx context.Context, args page.Args, input *model.PointsTransferFilter) (*model.PointsTransferConnection, error) {
	var f ledger.TransferFilter
	if input != nil {
		if refusal := filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId"); refusal != nil {
			return nil, refusal
		}
		f.From, f.Until = input.From, input.Until
	}
	return newestFirst(func(one *ent.Transfer) mall.TransferID { return one.ID }, mall.AnyID.Transfer,
		func(ctx context.Context, p store.Span[mall.TransferID]) ([]*ent.Transfer, error) {
			return r.Ledger.ListTransfers(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountTransfers(ctx, f, limit) },
	).Page(ctx, args)
}

func (r *Resolver) holdsPage(ctx context.Context, args page.Args, input *model.PointsHoldFilter) (*model.PointsHoldConnection, error) {
	var f ledger.HoldFilter
	if input != nil {
		var err error
		if f.Accounts, err = r.accountsOf(ctx, input.MemberID); err != nil {
			return nil, err
		}
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.Hold) mall.HoldID { return one.ID }, mall.AnyID.Hold,
		func(ctx context.Context, p store.Span[mall.HoldID]) ([]*ent.Hold, error) {
			return r.Ledger.ListHolds(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountHolds(ctx, f, limit) },
	).Page(ctx, args)
}

func (r *Resolver) batchesPage(ctx context.Context, args page.Args, name string) (*model.CodeBatchConnection, error) {
	return newestFirst(func(one *ent.ScanBatch) mall.ScanBatchID { return one.ID }, mall.AnyID.ScanBatch,
		func(ctx context.Context, p store.Span[mall.ScanBatchID]) ([]*ent.ScanBatch, error) {
			return r.Codes.Batches(ctx, name, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Codes.CountBatches(ctx, name, limit) },
	).Page(ctx, args)
}

func (r *Resolver) codesPage(ctx context.Context, args page.Args, of scancode.CodesOf) (*model.ScanCodeConnection, error) {
	return newestFirst(func(one *ent.ScanCode) mall.ScanCodeID { return one.ID }, mall.AnyID.ScanCode,
		func(ctx context.Context, p store.Span[mall.ScanCodeID]) ([]*ent.ScanCode, error) {
			return r.Codes.Codes(ctx, of, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Codes.CountCodes(ctx, of, limit) },
	).Page(ctx, args)
}

func (r *Resolver) gamesPage(ctx context.Context, args page.Args) (*model.GameConnection, error) {
	c, err := newestFirst(func(one *ent.Game) mall.GameID { return one.ID }, mall.AnyID.Game, r.Games.List, r.Games.Count).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.GameID, len(c.Nodes))
	for i, g := range c.Nodes {
		ids[i] = g.ID
	}
	loader.From(ctx).GameKeys.Expect(ids)
	return c, nil
}

func (r *Resolver) paymentsPage(ctx context.Context, args page.Args, input *model.PaymentFilter) (*model.PaymentConnection, error) {
	var f payment.Filter
	if input != nil {
		if refusal := filtered(&f.Order, input.OrderID, mall.AnyID.Order, "orderId"); refusal != nil {
			return nil, refusal
		}
		f.From, f.Until = input.From, input.Until
		set(&f.Status, input.Status)
		set(&f.Method, input.Method)
	}
	c, err := newestFirst(func(one *ent.Payment) mall.PaymentID { return one.ID }, mall.AnyID.Payment,
		func(ctx context.Context, p store.Span[mall.PaymentID]) ([]*ent.Payment, error) {
			return r.Payments.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Payments.Count(ctx, f, limit) },
	).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.PaymentID, len(c.Nodes))
	for i, p := range c.Nodes {
		ids[i] = p.ID
	}
	loader.From(ctx).PaymentNews.Expect(ids)
	return c, nil
}

// paymentSteps shows staff what happened to a payment.
func paymentSteps(ctx context.Context, p *ent.Payment) ([]*model.PaymentStep, error) {
	if mall.ActorOf(ctx).Kind != mall.ActorStaff {
		return []*model.PaymentStep{}, nil
	}
	events, err := loader.From(ctx).PaymentNews.Load(ctx, p.ID)
	steps := make([]*model.PaymentStep, len(events))
	for i, e := range events {
		steps[i] = &model.PaymentStep{Kind: e.Kind, Amount: &mall.Money{Minor: e.AmountMinor, Currency: p.Currency}, Note: e.Note, HappenedAt: e.HappenedAt}
	}
	return steps, err
}

func (r *Resolver) allCouponsPage(ctx context.Context, args page.Args, input *model.CouponFilter) (*model.CouponConnection, error) {
	var f coupon.Filter
	if input != nil {
		refusal := filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		if refusal == nil {
			refusal = filtered(&f.Template, input.TemplateID, mall.AnyID.CouponTemplate, "templateId")
		}
		if refusal != nil {
			return nil, refusal
		}
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.Coupon) mall.CouponID { return one.ID }, mall.AnyID.Coupon,
		func(ctx context.Context, p store.Span[mall.CouponID]) ([]*ent.Coupon, error) {
			return r.Coupons.All(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Coupons.CountAll(ctx, f, limit) },
	).Page(ctx, args)
}

// lotsPage reads a page of an account's lots, in the order in which they are spent.
func (r *Resolver) lotsPage(ctx context.Context, account mall.AccountID, args page.Args) (*model.PointsLotConnection, error) {
	c, err := page.List[ent.Lot, ledger.LotPlace]{
		Text:  func(l *ent.Lot) string { return ledger.PlaceOf(l).String() },
		Place: ledger.ReadPlace,
		Read: func(ctx context.Context, part page.Part[ledger.LotPlace]) ([]*ent.Lot, error) {
			return r.Ledger.OpenLots(ctx, account, ledger.LotsPage{After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.Ledger.CountOpenLots(ctx, account, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).Makers.Expect(c.Nodes)
	return c, nil
}

// capUsage is how much of a rule's caps is used in the window that it is now.
func (r *Resolver) capUsage(ctx context.Context, of *rule.Rule, member *mall.AnyID) ([]*model.EarningCapUsage, error) {
	var id mall.MemberID
	if refusal := filtered(&id, member, mall.AnyID.Member, "memberId"); refusal != nil {
		return nil, refusal
	}
	day := mall.DateOf(r.Clock(), r.Zone)
	var counters []string
	var caps []*rule.Cap
	for i := range of.Caps {
		if c := &of.Caps[i]; c.Scope != rule.EachMember || !id.IsZero() {
			caps, counters = append(caps, c), append(counters, c.Counter(of, id, day))
		}
	}
	shown := make([]*model.EarningCapUsage, len(caps))
	if len(caps) == 0 {
		return shown, nil
	}
	used, err := r.Grants.CountersUsed(ctx, counters)
	for i, c := range caps {
		u := used[counters[i]]
		shown[i] = &model.EarningCapUsage{Period: c.Period, Scope: c.Scope, Points: c.Points, UsedPoints: u.Points, Times: c.TimesShown(), UsedTimes: clampInt(u.Times)}
	}
	return shown, err
}

// givenBy are the points that all draws of a lottery have given, for staff alone.
func givenBy(ctx context.Context, of *lottery.Sheet) *mall.Points {
	p := of.Present()
	return forStaff(ctx, new(p.GivenBefore+p.Given))
}
