package graph

import (
	"context"
	"math"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/graph/page"
)

// Weighed is schema with lists that cost what their items cost, as often as the list may
// be long: costs are known before anything is read. Everything else costs 1 and what
// stands below it.
func Weighed(schema graphql.ExecutableSchema) graphql.ExecutableSchema {
	w := weighed{ExecutableSchema: schema, length: map[place]length{}}
	for _, object := range schema.Schema().Types {
		for _, field := range object.Fields {
			if IsConnection(field.Type.Name()) {
				w.length[place{object.Name, field.Name}] = pageOf
			}
		}
	}
	for field, l := range lengths {
		object, name, _ := strings.Cut(field, ".")
		w.length[place{object, name}] = l
	}
	return w
}

// IsConnection reports whether a type is a page of a list. Its field counts for the list:
// edges and nodes have what has been counted already.
func IsConnection(typeName string) bool { return strings.HasSuffix(typeName, "Connection") }

type weighed struct {
	graphql.ExecutableSchema
	length map[place]length
}

type place struct{ object, field string }

// length is how many items a list may hold, by the arguments of its field.
type length func(arguments map[string]any) int

// Complexity is what a field costs; child is what its fields cost together.
func (w weighed) Complexity(_ context.Context, object, field string, child int, arguments map[string]any) (int, bool) {
	l, ok := w.length[place{object, field}]
	if !ok {
		return 0, false // 1 + child
	}
	n := l(arguments)
	if n > 0 && child > math.MaxInt32/n {
		return math.MaxInt32, true // more than any limit, and no overflow
	}
	return 1 + child*n, true
}

// pageOf is the length of lists that take first, or last.
func pageOf(arguments map[string]any) int {
	for _, name := range []string{"first", "last"} {
		if n, err := graphql.UnmarshalInt(arguments[name]); err == nil && arguments[name] != nil {
			return max(1, min(n, page.MaxSize))
		}
	}
	return page.DefaultSize
}

// about is the length of lists that take no number. Few are longer than n, and none is
// much longer.
func about(n int) length { return func(map[string]any) int { return n } }

// sent is the length of lists with an item for each item of the caller's own input, which
// has a limit of its own.
var sent = about(1)

// given is the length of lists with an item for each item of an argument.
func given(argument string) length {
	return func(arguments map[string]any) int {
		items, _ := arguments[argument].([]any)
		return len(items)
	}
}

// lengths are how long the lists may be that are no connections. A test fails for a list
// that is not here.
var lengths = map[string]length{
	"AuditRecord.changes":            about(5),
	"AppliedRule.inputs":             about(3),
	"Cart.lines":                     about(5),
	"CouponTemplate.categoryIds":     about(3),
	"CouponTemplate.skuIds":          about(3),
	"CreateCouponCodesPayload.codes": sent,
	"EarningRule.caps":               about(3),
	"EarningRule.capUsage":           about(3),
	"Game.keys":                      about(3),
	"Payment.events":                 about(3),
	"PointsEntry.lots":               about(3),
	"Purchase.lines":                 about(5),
	"EarningRulePayload.warnings":    about(3),
	"EventExplanation.rules":         about(10),
	"LadderEffect.bands":             about(5),
	"Import.columns":                 about(15),
	"Image.sources":                  about(6),
	"Picture.sources":                about(6),
	"Category.children":              about(10),
	"Lottery.periods":                about(3),
	"Lottery.prizes":                 about(8),
	"Multiplier.earningRules":        about(3),
	"Sale.goods":                     about(8),
	"MallSettings.changes":           pageOf,
	"MallSettingsChange.steps":       about(3),
	"Member.accounts":                about(3),
	"Query.myDataExports":            about(1),
	"LeavingPreview.lost":            about(1),
	"LeavingPreview.open":            about(1),
	"Query.memberSegments":           about(20),
	"Member.identities":              about(2),
	"Member.consents":                about(3),
	"SmsSettings.templates":          about(5),
	"Query.messages":                 pageOf,
	"Member.tierHistory":             pageOf,
	"Order.coupons":                  about(1),
	"Order.couponsPassed":            about(1),
	"Order.lines":                    about(5),
	"AfterSale.history":              about(5),
	"AfterSale.lines":                about(2),
	"AfterSale.nextSteps":            about(3),
	"Member.addresses":               about(3),
	"Order.afterSales":               about(2),
	"Order.history":                  about(6),
	"Order.missing":                  about(1),
	"Order.parcels":                  about(2),
	"Order.payments":                 about(2),
	"Order.refunds":                  about(2),
	"OrderRefund.lines":              about(2),
	"OrderRefund.tenders":            about(3),
	"Parcel.events":                  about(5),
	"Parcel.lines":                   about(2),
	"RefundPayload.refunds":          about(3),
	"Query.moneyToSendBack":          pageOf,
	"Order.tenders":                  about(1),
	"Quote.coupons":                  about(1),
	"Quote.couponsPassed":            about(1),
	"PaymentMethodOffer.scenes":      about(3),
	"Quote.lines":                    about(5),
	"QuotePayload.warnings":          about(2),
	"Partner.keys":                   about(5),
	"Partner.sharedCatalogs":         about(3),
	"PointsAccount.expirations":      about(20),
	"PointsAccount.expiryReminders":  about(20),
	"PointsAccount.holds":            about(20),
	"PointsEntry.appliedRules":       about(3),
	"Product.images":                 about(3),
	"Product.options":                about(2),
	"Product.specifications":         about(10),
	"ProductFacets.brands":           about(50),
	"ProductFacets.categories":       about(50),
	"ProductFacets.kinds":            about(5),
	"ProductFacets.points":           about(7),
	"ProductOption.values":           about(5),
	"Product.skus":                   about(5),
	"PurchaseReturn.lines":           about(5),
	"Query._entities":                given("representations"),
	"Query.adjustmentRequests":       about(100),
	"Query.categories":               about(20),
	"Query.causes":                   about(20),
	"Query.checkIns":                 about(31), // a month's days
	"Query.couponCentre":             about(20),
	"Query.couponTemplates":          about(100),
	"Query.earningCorrections":       about(3),
	"Query.partnerAccounts":          about(3),
	"Query.partnerUsage":             about(31),
	"Query.paymentMethods":           about(5),
	"Query.pointsCurrencies":         about(3),
	"Query.pointsPolicyChanges":      about(100),
	"Query.shippingTemplates":        about(20),
	"Query.staffInvitations":         about(20),
	"Query.staffRoles":               about(20),
	"Query.taskProgress":             about(20),
	"Query.taskVersions":             about(100),
	"Query.productBrands":            about(50),
	"Query.tasks":                    about(20),
	"Query.tiers":                    about(5),
	"Query.validateCondition":        about(3),
	"RecordEventsPayload.results":    sent,
	"RecordPurchasesPayload.results": sent,
	"RecordReturnsPayload.results":   sent,
	"RuleSimulation.distribution":    about(10),
	"RuleSimulation.notReplayed":     about(3),
	"RuleSimulation.rules":           about(10),
	"RuleSimulation.topExamples":     about(10),
	"SharedCatalog.skus":             about(50),
	"Sku.options":                    about(2),
	"Sku.prices":                     about(3),
	"StaffUser.passkeys":             about(3),
	"StaffUser.sessions":             about(5),
	"Task.steps":                     about(3),
	"TaskProgress.steps":             about(3),
	"TierBonusEffect.percents":       about(5),
}
