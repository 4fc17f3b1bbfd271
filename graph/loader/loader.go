// Package loader reads for the fields of one response: all that a list needs in
// one query. Loaders are made anew for every response, so that a subscription
// never shows what an earlier event read.
package loader

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/wiring"
)

// Loaders serve one response.
type Loaders struct {
	Categories *Loader[mall.CategoryID, *ent.Category]
	// Children are the categories right below each.
	Children *Loader[mall.CategoryID, []*ent.Category]
	// ProductBrands are the brands that goods bear.
	ProductBrands  *Loader[mall.ProductBrandID, *ent.ProductBrand]
	Products       *Loader[mall.ProductID, *ent.Product]
	SkusOfProducts *Loader[mall.ProductID, []*ent.Sku]
	Skus           *Loader[mall.SkuID, *ent.Sku]
	Prices         *Loader[mall.SkuID, []*ent.PriceOption]
	// Levels are missing for those who are no members.
	Levels    *Loader[mall.MemberID, member.Level]
	Available *Loader[mall.SkuID, int64]
	Tiers     *Loader[string, *ent.Tier]
	Lines     *Loader[*ent.Order, []*ent.OrderLine]
	Orders    *Loader[mall.OrderID, *ent.Order]
	Payments  *Loader[mall.OrderID, []*ent.Payment]
	// PaymentStates are what payments' events add up to.
	PaymentStates *Loader[mall.PaymentID, payment.State]
	Refunds       *Loader[mall.OrderID, []*order.Refund]
	OrderSteps    *Loader[mall.OrderID, []*ent.OrderChange]
	Parcels       *Loader[mall.OrderID, []*ent.Parcel]
	ParcelNews    *Loader[mall.ParcelID, []*ent.ParcelEvent]
	SaleSteps     *Loader[mall.AfterSaleID, []*ent.AfterSaleChange]
	Addresses     *Loader[mall.MemberID, []*ent.Address]
	Identities    *Loader[mall.MemberID, []*ent.Identity]
	Consents      *Loader[mall.MemberID, []*ent.Consent]
	Avatars       *Loader[mall.PictureID, *ent.Picture]
	Transfers     *Loader[mall.TransferID, *ent.Transfer]
	// Owners are whose accounts some are.
	Owners *Loader[mall.AccountID, mall.MemberID]
	// Makers are the entries that made lots.
	Makers *Loader[*ent.Lot, *ent.Entry]
	// PaymentNews is what happened to payments, GameKeys are games'.
	PaymentNews *Loader[mall.PaymentID, []*ent.PaymentEvent]
	GameKeys    *Loader[mall.GameID, []*ent.GameKey]
	Profiles      *Loader[mall.MemberID, *member.Profile]
	Balances      *Loader[ledger.Holder, ledger.Balance]
	PointsNames   *Loader[string, *ent.PointsCurrency]
	Donated       *Loader[mall.CauseID, mall.Points]
	// CouponTemplates are those of coupons, Shippings those of SKUs.
	CouponTemplates *Loader[mall.CouponTemplateID, *ent.CouponTemplate]
	Shippings       *Loader[mall.ShippingTemplateID, *ent.ShippingTemplate]
	// Grants are nil for entries that no rule is behind.
	Grants *Loader[mall.EntryID, *grant.Grant]
	Rules  *Loader[rule.Key, *rule.Rule]
	// Numbers are those under which purchases, returns and activities were reported.
	Numbers *Loader[mall.AnyID, string]
	// Progress is nil for what a member has not begun.
	Progress *Loader[task.Key, *task.Progress]
	// Lotteries are missing for campaigns of other kinds.
	Lotteries *Loader[mall.CampaignID, *lottery.Sheet]
	// Sales are what campaigns sell, WhyNot why a member cannot take part
	// in one, SalesLeft how many pieces of SKUs their sales have left.
	Sales       *Loader[mall.CampaignID, *sale.Sheet]
	Multipliers *Loader[mall.CampaignID, *multiplier.Sheet]
	WhyNot      *Loader[*ent.Campaign, *mall.Error]
	SalesLeft   *Loader[mall.SkuID, int64]
	// Remaining is nil for prizes whose pieces are not counted.
	Remaining *Loader[mall.LotteryPrizeID, *int64]
	// Keys and Catalogs are partners', Shared what these catalogs hold.
	Keys     *Loader[mall.PartnerID, []*ent.APIKey]
	Catalogs *Loader[mall.PartnerID, []*ent.SharedCatalog]
	Shared   *Loader[mall.SharedCatalogID, []*ent.SharedSku]
	// StaffRoles has all roles of staff under the key ""; Sessions,
	// RecoveryCodes and Passkeys are users'.
	StaffRoles    *Loader[string, map[mall.StaffRoleID]*ent.StaffRole]
	Sessions      *Loader[mall.StaffID, []*ent.Session]
	RecoveryCodes *Loader[mall.StaffID, int]
	Passkeys      *Loader[mall.StaffID, []*ent.Passkey]
	// Entities are made when a gateway asks for some.
	Entities func() *Entities
}

// PerResponse puts fresh loaders into the context of every response. They read from
// the services.
func PerResponse(services *wiring.Services) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(context.WithValue(ctx, key{}, newLoaders(services, catalog.SightOf(mall.ActorOf(ctx)))))
	}
}

type key struct{}

// From is the response's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }

// newLoaders are for somebody who sees as much of the catalog as v says.
func newLoaders(s *wiring.Services, v catalog.Sight) *Loaders {
	l := &Loaders{
		Categories:      newLoader(false, s.Catalog.CategoriesByID),
		Products:        newLoader(false, s.Catalog.Products),
		SkusOfProducts:  newLoader(true, seen(v, s.Catalog.SkusOfProducts)),
		Skus:            newLoader(false, s.Catalog.Skus),
		Prices:          newLoader(true, seen(v, s.Catalog.PricesOfSkus)),
		Levels:          newLoader(false, s.Members.Levels),
		Available:       newLoader(true, s.Catalog.AvailableOfSkus),
		Tiers:           newLoader(false, s.Catalog.Tiers),
		Lines:           newLoader(true, linesOf(s.Orders)),
		Orders:          newLoader(true, s.Orders.ByIDs),
		Payments:        newLoader(true, s.Payments.OfOrders),
		PaymentStates:   newLoader(true, s.Payments.States),
		Refunds:         newLoader(true, s.Orders.RefundsOf),
		OrderSteps:      newLoader(true, s.Orders.ChangesOf),
		Parcels:         newLoader(true, s.Orders.ParcelsOf),
		ParcelNews:      newLoader(true, s.Orders.NewsOf),
		SaleSteps:       newLoader(true, s.AfterSales.ChangesOf),
		Addresses:       newLoader(true, s.Members.Addresses),
		Identities:      newLoader(true, s.Members.Identities),
		Consents:        newLoader(true, s.Members.Consents),
		Avatars:         newLoader(true, s.Media.Pictures),
		Transfers:       newLoader(true, s.Ledger.Transfers),
		Owners:          newLoader(true, s.Ledger.MembersOf),
		Makers:          newLoader(true, s.Ledger.Makers),
		PaymentNews:     newLoader(true, s.Payments.EventsOf),
		GameKeys:        newLoader(true, s.Games.KeysOf),
		Profiles:        newLoader(true, s.Members.Profiles),
		Grants:          newLoader(true, s.Grants.OfEntries),
		Rules:           newLoader(false, s.Rules.ByKeys),
		Numbers:         newLoader(true, s.Earning.Numbers),
		Progress:        newLoader(true, s.Tasks.ByKeys),
		Balances:        newLoader(false, s.Ledger.BalancesOf),
		Lotteries:       newLoader(true, s.Lotteries.Sheets),
		Remaining:       newLoader(true, s.Lotteries.Remaining),
		Sales:           newLoader(true, s.Sales.Sheets),
		Multipliers:     newLoader(true, s.Multipliers.Sheets),
		WhyNot:          newLoader(true, whyNot(s)),
		SalesLeft:       newLoader(true, s.Catalog.SalesLeft),
		PointsNames:     newLoader(false, s.Ledger.Currencies),
		Keys:            newLoader(true, s.Access.KeysOfPartners),
		Catalogs:        newLoader(true, s.Catalog.SharedOfPartners),
		Shared:          newLoader(true, s.Catalog.SkusOfShared),
		CouponTemplates: newLoader(false, s.Coupons.TemplatesByID),
		Shippings:       newLoader(false, s.Catalog.ShippingsByID),
		Sessions:        newLoader(true, s.Access.StaffSessions),
		RecoveryCodes:   newLoader(true, s.Staff.RecoveryCodesLeft),
		Passkeys:        newLoader(true, s.Staff.Passkeys),
		StaffRoles: newLoader(false, func(ctx context.Context, _ []string) (map[string]map[mall.StaffRoleID]*ent.StaffRole, error) {
			roles, err := s.Staff.RolesByID(ctx)
			return map[string]map[mall.StaffRoleID]*ent.StaffRole{"": roles}, err
		}),
		Children:      newLoader(true, s.Catalog.ChildrenOfCategories),
		ProductBrands: newLoader(false, s.Catalog.ProductBrandsByID),
		Donated: newLoader(true, func(ctx context.Context, causes []mall.CauseID) (map[mall.CauseID]mall.Points, error) {
			return s.Ledger.Donated(ctx, causes, mall.DefaultPoints)
		}),
	}
	l.Products.then = func(found map[mall.ProductID]*ent.Product) { l.ExpectProducts(values(found)) }
	l.Children.then = func(found map[mall.CategoryID][]*ent.Category) { l.ExpectChildren(flatten(found)) }
	l.SkusOfProducts.then = func(found map[mall.ProductID][]*ent.Sku) { l.expectSkus(flatten(found)) }
	l.Skus.then = func(found map[mall.SkuID]*ent.Sku) { l.expectSkus(values(found)) }
	l.Prices.then = func(found map[mall.SkuID][]*ent.PriceOption) {
		var tiers []string
		for _, p := range flatten(found) {
			if p.RequiresTier != nil {
				tiers = append(tiers, *p.RequiresTier)
			}
		}
		l.Tiers.Expect(tiers)
	}
	l.Grants.then = func(found map[mall.EntryID]*grant.Grant) {
		var keys []rule.Key
		for _, g := range there(found) {
			for _, p := range g.Parts {
				keys = append(keys, rule.Key{Code: p.Rule, Version: p.Version})
			}
		}
		l.Rules.Expect(keys)
	}
	l.Lines.then = func(found map[*ent.Order][]*ent.OrderLine) {
		var skus []mall.SkuID
		for _, line := range flatten(found) {
			skus = append(skus, line.SkuID)
		}
		l.Skus.Expect(skus)
		var orders []mall.OrderID
		for o := range found {
			orders = append(orders, o.ID)
		}
		l.Payments.Expect(orders)
		l.Refunds.Expect(orders)
		l.OrderSteps.Expect(orders)
		l.Parcels.Expect(orders)
	}
	l.Catalogs.then = func(found map[mall.PartnerID][]*ent.SharedCatalog) {
		var catalogs []mall.SharedCatalogID
		for _, c := range flatten(found) {
			catalogs = append(catalogs, c.ID)
		}
		l.Shared.Expect(catalogs)
	}
	l.Shared.then = func(found map[mall.SharedCatalogID][]*ent.SharedSku) {
		var skus []mall.SkuID
		for _, k := range flatten(found) {
			skus = append(skus, k.SkuID)
		}
		l.Skus.Expect(skus)
	}
	l.Entities = sync.OnceValue(func() *Entities { return newEntities(s, l, v) })
	return l
}

// seen reads as somebody who sees as much of the catalog as v says.
func seen[K comparable, V any](v catalog.Sight, read func(context.Context, catalog.Sight, []K) (map[K]V, error)) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) { return read(ctx, v, keys) }
}

// ExpectProducts says that a list of products will be shown.
func (l *Loaders) ExpectProducts(products []*ent.Product) {
	ids := make([]mall.ProductID, len(products))
	var categories []mall.CategoryID
	var brands []mall.ProductBrandID
	for i, p := range products {
		ids[i] = p.ID
		if p.BrandID != nil {
			brands = append(brands, *p.BrandID)
		}
		if p.CategoryID != nil {
			categories = append(categories, *p.CategoryID)
		}
	}
	l.SkusOfProducts.Expect(ids)
	l.Categories.Expect(categories)
	l.ProductBrands.Expect(brands)
}

// ExpectCampaigns says that a list of campaigns will be shown.
func (l *Loaders) ExpectCampaigns(campaigns []*ent.Campaign) {
	ids := make([]mall.CampaignID, len(campaigns))
	for i, c := range campaigns {
		ids[i] = c.ID
	}
	l.Sales.Expect(ids)
	l.Multipliers.Expect(ids)
	l.Lotteries.Expect(ids)
	l.WhyNot.Expect(campaigns)
}

// whyNot reads why the member who asks cannot take part in campaigns.
func whyNot(s *wiring.Services) func(context.Context, []*ent.Campaign) (map[*ent.Campaign]*mall.Error, error) {
	return func(ctx context.Context, campaigns []*ent.Campaign) (map[*ent.Campaign]*mall.Error, error) {
		refusals := make(map[*ent.Campaign]*mall.Error, len(campaigns))
		var sales, earning, lotteries []*ent.Campaign
		for _, c := range campaigns {
			switch c.Kind {
			case mall.CampaignLimitedTime, mall.CampaignFlash:
				sales = append(sales, c)
			case mall.CampaignMultiplier:
				earning = append(earning, c)
			case mall.CampaignLottery:
				lotteries = append(lotteries, c)
			default:
				refusals[c] = campaign.NotOpen(c, s.Clock(), s.Zone)
			}
		}
		if len(earning) > 0 {
			found, err := s.Multipliers.WhyNot(ctx, earning)
			if err != nil {
				return nil, err
			}
			for _, c := range earning {
				refusals[c] = found[c.ID]
			}
		}
		for _, kind := range []struct {
			campaigns []*ent.Campaign
			whyNot    func(context.Context, mall.MemberID, []*ent.Campaign) (map[mall.CampaignID]*mall.Error, error)
		}{{sales, s.Sales.WhyNot}, {lotteries, s.Lotteries.WhyNot}} {
			if len(kind.campaigns) == 0 {
				continue
			}
			found, err := kind.whyNot(ctx, mall.ActorOf(ctx).MemberID, kind.campaigns)
			if err != nil {
				return nil, err
			}
			for _, c := range kind.campaigns {
				refusals[c] = found[c.ID]
			}
		}
		return refusals, nil
	}
}

// ExpectChildren says that the categories below each of a list may be shown.
func (l *Loaders) ExpectChildren(categories []*ent.Category) {
	ids := make([]mall.CategoryID, len(categories))
	for i, c := range categories {
		ids[i] = c.ID
	}
	l.Children.Expect(ids)
}

func (l *Loaders) expectSkus(skus []*ent.Sku) {
	ids := make([]mall.SkuID, len(skus))
	products := make([]mall.ProductID, len(skus))
	var tiers []string
	for i, k := range skus {
		ids[i], products[i] = k.ID, k.ProductID
		if k.RequiresTier != nil {
			tiers = append(tiers, *k.RequiresTier)
		}
	}
	l.Prices.Expect(ids)
	l.Available.Expect(ids)
	l.Products.Expect(products)
	l.Tiers.Expect(tiers)
}

// linesOf reads the lines of orders. Its keys are the orders, not their ids, because the
// ids of an order's lines follow from the order.
func linesOf(orders *order.Service) func(context.Context, []*ent.Order) (map[*ent.Order][]*ent.OrderLine, error) {
	return func(ctx context.Context, of []*ent.Order) (map[*ent.Order][]*ent.OrderLine, error) {
		byID, err := orders.LinesOf(ctx, of)
		lines := make(map[*ent.Order][]*ent.OrderLine, len(of))
		for _, o := range of {
			lines[o] = byID[o.ID]
		}
		return lines, err
	}
}

func values[K comparable, V any](m map[K]V) []V {
	all := make([]V, 0, len(m))
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

func flatten[K comparable, V any](m map[K][]V) []V {
	var all []V
	for _, list := range m {
		all = append(all, list...)
	}
	return all
}
