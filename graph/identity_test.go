package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/vektah/gqlparser/v2/ast"
)

// withoutIdentity are the object types without an id, by the reason why no cache needs one: it
// keeps them within what has one, or for the one answer that they are a part of.
var withoutIdentity = map[string][]string{
	"a value": {
		"Money", "LocalizedText", "PostalAddress", "Image", "ImageSource", "Warning", "ConditionError", "PageInfo", "RateLimit", "PaymentMethodOffer", "PointsExpiration", "_Service",
	},
	"a part that changes only with its owner, which has an id": {
		"EarningAudience", "EarningCap", "EarningEffect", "EarningExpiry", "EarningPending", "EarningSchedule", "EarningStacking", "FixedEffect", "LadderBand", "LadderEffect",
		"MultiplierEffect", "PerItemEffect", "PerUnitEffect", "PercentEffect", "RatioEffect", "StreakEffect", "TierBonusEffect", "TierPercent", "TaskStep", "TaskStepProgress",
		"TierRights", "TierThreshold", "PointsPolicy", "TransferPolicy", "CouponStacking", "SharedSku",
		"CheckoutProgram", "ReferralProgram", "StaffProgram", "TierProgram", "MallSwitch",
		"ProductOption", "ProductSpecification", "SkuOption", "QuoteLine", "UsedCoupon", "PassedCoupon", "Tender",
		"Sale", "SaleGood", "SkuSale", "Multiplier", "MemberProgram", "MemberCard", "MemberConsent", "MemberGrowth", "SmsTemplate", "WaitingPlace", "PointsEntryLot",
		"PurchaseLine", "OrderRefundLine", "TenderRefund", "PieceLine",
	},
	"a row of a history, which never changes": {
		"AfterSaleChange", "OrderStep", "ParcelEvent", "MallSettingsChange", "MallSettingsStep", "PointsPolicyChange", "AppliedRule", "AppliedRuleFigure", "AuditChange", "PaymentStep",
	},
	"reckoned for one answer": {
		"ProductFacets", "ProductBrandCount", "ProductCategoryCount", "ProductKindCount", "ProductPointsBand", "EventExplanation", "ExplainedRule", "RuleSimulation",
		"SimulatedBand", "SimulatedExample", "SimulatedRule", "SimulatedRuleSum", "SimulationProgress", "NotReplayedEvents",
		"CardHolder", "EarningCapUsage", "LeavingPreview", "LostPoints", "SegmentCount",
	},
	"there is one in the whole mall": {"Mall", "MailSettings", "SmsSettings"},
}

// Whatever changes and can be told from others of its type has an id, so that a client's cache
// that keeps things by their ids shows each change wherever the thing is shown.
func TestWhatChangesHasAnID(t *testing.T) {
	s := schema()
	reason := map[string]string{}
	for why, names := range withoutIdentity {
		for _, name := range names {
			reason[name] = why
			def := s.Types[name]
			if assert.NotNil(t, def, "%s is no type any more", name) {
				assert.Nil(t, def.Fields.ForName("id"), "%s has an id by now", name)
			}
		}
	}
	for _, name := range reachable(s) {
		def := s.Types[name]
		if def.Kind != ast.Object || strings.HasPrefix(name, "__") || slices.Contains(def.Interfaces, "UserError") || name == "Query" || name == "Mutation" || name == "Subscription" {
			continue
		}
		if strings.HasSuffix(name, "Payload") || strings.HasSuffix(name, "Connection") || strings.HasSuffix(name, "Edge") || reason[name] != "" {
			continue
		}
		if id := def.Fields.ForName("id"); assert.NotNil(t, id, "%s has no id: give it one, or say in withoutIdentity why no cache needs it", name) {
			assert.Equal(t, "ID!", id.Type.String(), name)
		}
	}
}

// reachable are the types that an answer may have.
func reachable(s *ast.Schema) (names []string) {
	queue := []string{"Query", "Mutation", "Subscription"}
	seen := map[string]bool{}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if seen[name] || s.Types[name] == nil {
			continue
		}
		seen[name], names = true, append(names, name)
		for _, f := range s.Types[name].Fields {
			queue = append(queue, f.Type.Name())
		}
		for _, possible := range s.GetPossibleTypes(s.Types[name]) {
			queue = append(queue, possible.Name)
		}
	}
	slices.Sort(names)
	return names
}
