package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// node finds anything that the actor may see by its id, or nil.
func (r *Resolver) node(ctx context.Context, actor mall.Actor, id mall.AnyID) (ent.Noder, error) {
	if memberID, ok := id.Member(); ok {
		self := actor.Kind == mall.ActorMember && actor.MemberID == memberID
		staff := actor.Kind == mall.ActorStaff && actor.May(mall.PermissionMembers)
		if !self && !staff {
			return nil, nil
		}
		return noder(orNil(r.Members.Get(ctx, memberID)))
	}
	if orderID, ok := id.Order(); ok {
		return noder(orNil(r.Orders.Get(ctx, actor, orderID)))
	}
	if couponID, ok := id.Coupon(); ok {
		return noder(r.findCoupon(ctx, actor, couponID))
	}
	if saleID, ok := id.AfterSale(); ok {
		return noder(orNil(r.Checkout.AfterSale(ctx, actor, saleID)))
	}
	if addressID, ok := id.Address(); ok {
		return noder(orNil(r.Members.Address(ctx, actor.MemberID, addressID)))
	}
	if paymentID, ok := id.Payment(); ok {
		return noder(r.paymentOf(ctx, actor, paymentID))
	}
	if returnID, ok := id.Return(); ok {
		return noder(orNil(r.Earning.FindReturn(ctx, actor, returnID)))
	}
	if ruleID, ok := id.Rule(); ok {
		if actor.Kind != mall.ActorStaff || !actor.May(mall.PermissionRules) {
			return nil, nil
		}
		return noder(orNil(r.Rules.ByID(ctx, ruleID)))
	}
	if referralID, ok := id.Referral(); ok {
		return noder(orNil(r.Referrals.Find(ctx, actor, referralID)))
	}
	if campaignID, ok := id.Campaign(); ok {
		return noder(orNil(r.Campaigns.Find(ctx, actor, campaignID)))
	}
	if drawID, ok := id.LotteryDraw(); ok {
		return noder(orNil(r.Lotteries.FindDraw(ctx, actor, drawID)))
	}
	if found, err := r.fileNode(ctx, actor, id); found != nil || err != nil {
		return found, err
	}
	if found, err := r.catalogNode(ctx, catalog.SightOf(actor), id); found != nil || err != nil {
		return found, err
	}
	return r.ledgerNode(ctx, actor, id)
}

// fileNode is node for what staff bring in and take out as files.
func (r *Resolver) fileNode(ctx context.Context, actor mall.Actor, id mall.AnyID) (ent.Noder, error) {
	if importID, ok := id.ImportBatch(); ok {
		return noder(r.findImport(ctx, actor, importID))
	}
	if exportID, ok := id.Export(); ok {
		return noder(r.findExport(ctx, actor, exportID))
	}
	return nil, nil
}

// catalogNode is node for what is on offer, as far as somebody sees the catalog.
func (r *Resolver) catalogNode(ctx context.Context, v catalog.Sight, id mall.AnyID) (ent.Noder, error) {
	if productID, ok := id.Product(); ok {
		return noder(r.Catalog.Product(ctx, v, productID))
	}
	if skuID, ok := id.Sku(); ok {
		return noder(r.Catalog.Sku(ctx, v, skuID))
	}
	if categoryID, ok := id.Category(); ok {
		found, err := r.Catalog.CategoriesByID(ctx, []mall.CategoryID{categoryID})
		return noder(found[categoryID], err)
	}
	if brandID, ok := id.ProductBrand(); ok {
		found, err := r.Catalog.ProductBrandsByID(ctx, []mall.ProductBrandID{brandID})
		return noder(found[brandID], err)
	}
	return nil, nil
}

// ledgerNode is node for what the ledger keeps.
func (r *Resolver) ledgerNode(ctx context.Context, actor mall.Actor, id mall.AnyID) (ent.Noder, error) {
	if entryID, ok := id.Entry(); ok {
		found, err := orNil(r.Ledger.PartnerEntry(ctx, actor, entryID))
		if found != nil || err != nil {
			return noder(found, err)
		}
		return noder(orNil(r.Ledger.Entry(ctx, actor, entryID)))
	}
	if holdID, ok := id.Hold(); ok {
		return noder(orNil(r.Ledger.FindHold(ctx, actor, holdID)))
	}
	if reminderID, ok := id.ExpiryReminder(); ok {
		return noder(orNil(r.Ledger.FindReminder(ctx, actor, reminderID)))
	}
	if causeID, ok := id.Cause(); ok {
		return noder(orNil(r.Ledger.FindCause(ctx, causeID)))
	}
	if transferID, ok := id.Transfer(); ok {
		return noder(orNil(r.Ledger.FindTransfer(ctx, actor, transferID)))
	}
	if requestID, ok := id.AdjustmentRequest(); ok {
		return noder(orNil(r.Ledger.FindRequest(ctx, actor, requestID)))
	}
	return nil, nil
}

// noder keeps a nil pointer from becoming an interface that is not nil.
func noder[T any, P interface {
	*T
	ent.Noder
}](found P, err error) (ent.Noder, error) {
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}
