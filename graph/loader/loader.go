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

// Loaders serve one response. Each is made when it is first asked for: most responses ask few.
type Loaders struct {
	s  *wiring.Services
	v  catalog.Sight
	mu sync.Mutex

	categories      *Loader[mall.CategoryID, *ent.Category]
	children        *Loader[mall.CategoryID, []*ent.Category]
	productBrands   *Loader[mall.ProductBrandID, *ent.ProductBrand]
	products        *Loader[mall.ProductID, *ent.Product]
	skusOfProducts  *Loader[mall.ProductID, []*ent.Sku]
	skus            *Loader[mall.SkuID, *ent.Sku]
	prices          *Loader[mall.SkuID, []*ent.PriceOption]
	levels          *Loader[mall.MemberID, member.Level]
	available       *Loader[mall.SkuID, int64]
	tiers           *Loader[string, *ent.Tier]
	lines           *Loader[*ent.Order, []*ent.OrderLine]
	orders          *Loader[mall.OrderID, *ent.Order]
	payments        *Loader[mall.OrderID, []*ent.Payment]
	paymentStates   *Loader[mall.PaymentID, payment.State]
	refunds         *Loader[mall.OrderID, []*order.Refund]
	orderSteps      *Loader[mall.OrderID, []*ent.OrderChange]
	parcels         *Loader[mall.OrderID, []*ent.Parcel]
	parcelNews      *Loader[mall.ParcelID, []*ent.ParcelEvent]
	saleSteps       *Loader[mall.AfterSaleID, []*ent.AfterSaleChange]
	addresses       *Loader[mall.MemberID, []*ent.Address]
	identities      *Loader[mall.MemberID, []*ent.Identity]
	consents        *Loader[mall.MemberID, []*ent.Consent]
	avatars         *Loader[mall.PictureID, *ent.Picture]
	transfers       *Loader[mall.TransferID, *ent.Transfer]
	owners          *Loader[mall.AccountID, mall.MemberID]
	makers          *Loader[*ent.Lot, *ent.Entry]
	paymentNews     *Loader[mall.PaymentID, []*ent.PaymentEvent]
	gameKeys        *Loader[mall.GameID, []*ent.GameKey]
	profiles        *Loader[mall.MemberID, *member.Profile]
	balances        *Loader[ledger.Holder, ledger.Balance]
	pointsNames     *Loader[string, *ent.PointsCurrency]
	donated         *Loader[mall.CauseID, mall.Points]
	couponTemplates *Loader[mall.CouponTemplateID, *ent.CouponTemplate]
	shippings       *Loader[mall.ShippingTemplateID, *ent.ShippingTemplate]
	grants          *Loader[mall.EntryID, *grant.Grant]
	rules           *Loader[rule.Key, *rule.Rule]
	numbers         *Loader[mall.AnyID, string]
	progress        *Loader[task.Key, *task.Progress]
	lotteries       *Loader[mall.CampaignID, *lottery.Sheet]
	sales           *Loader[mall.CampaignID, *sale.Sheet]
	multipliers     *Loader[mall.CampaignID, *multiplier.Sheet]
	whyNot          *Loader[*ent.Campaign, *mall.Error]
	salesLeft       *Loader[mall.SkuID, int64]
	remaining       *Loader[mall.LotteryPrizeID, *int64]
	keys            *Loader[mall.PartnerID, []*ent.APIKey]
	catalogs        *Loader[mall.PartnerID, []*ent.SharedCatalog]
	shared          *Loader[mall.SharedCatalogID, []*ent.SharedSku]
	staffRoles      *Loader[string, map[mall.StaffRoleID]*ent.StaffRole]
	sessions        *Loader[mall.StaffID, []*ent.Session]
	recoveryCodes   *Loader[mall.StaffID, int]
	passkeys        *Loader[mall.StaffID, []*ent.Passkey]
	entities        *Entities
}

// PerResponse puts fresh loaders into the context of every response. They read from
// the services.
func PerResponse(services *wiring.Services) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(context.WithValue(ctx, key{}, &Loaders{s: services, v: catalog.SightOf(mall.ActorOf(ctx))}))
	}
}

type key struct{}

// From is the response's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }

// once makes a loader, or takes the one that was made.
func once[T any](l *Loaders, at **T, made func() *T) *T {
	l.mu.Lock()
	defer l.mu.Unlock()
	if *at == nil {
		*at = made()
	}
	return *at
}

// Entities are made when a gateway asks for some.
func (l *Loaders) Entities() *Entities {
	return once(l, &l.entities, func() *Entities { return newEntities(l.s, l, l.v) })
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
	l.SkusOfProducts().Expect(ids)
	l.Categories().Expect(categories)
	l.ProductBrands().Expect(brands)
}

// ExpectCampaigns says that a list of campaigns will be shown.
func (l *Loaders) ExpectCampaigns(campaigns []*ent.Campaign) {
	ids := make([]mall.CampaignID, len(campaigns))
	for i, c := range campaigns {
		ids[i] = c.ID
	}
	l.Sales().Expect(ids)
	l.Multipliers().Expect(ids)
	l.Lotteries().Expect(ids)
	l.WhyNot().Expect(campaigns)
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
	l.Children().Expect(ids)
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
	l.Prices().Expect(ids)
	l.Available().Expect(ids)
	l.Products().Expect(products)
	l.Tiers().Expect(tiers)
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
