package server_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// begin makes a campaign by a mutation, and starts it.
func (a api) begin(t *testing.T, admin, mutation, input string) (id string) {
	t.Helper()
	made := a.post(t, admin, fmt.Sprintf("mutation { made: %s(input: {%s}) { campaign { id version } userErrors { code message path } } }", mutation, input))
	require.Empty(t, made.Errors)
	require.Empty(t, made.Data["made"].(map[string]any)["userErrors"])
	id = made.Data["made"].(map[string]any)["campaign"].(map[string]any)["id"].(string)
	started := a.post(t, admin, fmt.Sprintf("mutation { startCampaign(input: {campaignId: %q, version: 1}) { campaign { status } userErrors { code message path } } }", id))
	require.Empty(t, started.Errors)
	require.Equal(t, map[string]any{"campaign": map[string]any{"status": "RUNNING"}, "userErrors": []any{}}, started.Data["startCampaign"])
	return id
}

// times are the beginning and the end of a campaign that is on.
func times() string {
	now := time.Now()
	return fmt.Sprintf("startsAt: %q, endsAt: %q", now.Add(-time.Hour).Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339))
}

// A page shows the sale's price beside the ordinary one for not a statement more, and exchange
// charges it.
func TestASaleIsShownInListsAndCharged(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, _ := a.tokens(t)
		_, tea := a.offer(t)
		count := func(page string) (int, answer) {
			var mu sync.Mutex
			var statements []string
			a.db.Observe(func(_ uint64, sql string) {
				mu.Lock()
				defer mu.Unlock()
				if strings.HasPrefix(strings.ToLower(sql), "select") && !strings.Contains(sql, "outbox") && !strings.Contains(sql, "setting_changes") {
					statements = append(statements, sql)
				}
			})
			got := a.post(t, "", page)
			a.db.Observe(nil)
			require.Empty(t, got.Errors)
			mu.Lock()
			defer mu.Unlock()
			return len(statements), got
		}
		page := strings.Replace(catalogPage, "first: 20", "first: 100", 1)
		before, _ := count(page)
		id := a.begin(t, admin, "createSale", `slug: "thirds", name: {en: "A third"}, rules: {en: "While stocks last."}, `+times()+
			fmt.Sprintf(`, goods: [{skuId: %q, numerator: 1, denominator: 3, pieces: 2, perMember: 1}]`, tea))
		with := strings.Replace(page, "prices { points ", "prices { points salePoints ", 1)
		after, got := count(with)
		assert.LessOrEqual(t, after, before)
		var shown []any
		for _, p := range got.Data["products"].(map[string]any)["nodes"].([]any) {
			for _, k := range p.(map[string]any)["skus"].([]any) {
				for _, price := range k.(map[string]any)["prices"].([]any) {
					if sale := price.(map[string]any)["salePoints"]; sale != nil {
						shown = append(shown, price.(map[string]any)["points"], sale)
					}
				}
			}
		}
		require.NotEmpty(t, shown)
		assert.Equal(t, []any{3900.0, 1300.0}, shown[:2])

		one := a.post(t, "", `{ product(slug: "green-tea") { skus { sale { left numerator denominator queued perMember campaignId } } } }`)
		require.Empty(t, one.Errors)
		sale := one.Data["product"].(map[string]any)["skus"].([]any)[0].(map[string]any)["sale"].(map[string]any)
		assert.Equal(t, 2.0, sale["left"])
		assert.Equal(t, id, sale["campaignId"])
		public := a.post(t, "", fmt.Sprintf(`{ campaign(id: %q) { slug whyNot { code } sale { goods { left pieces setApart sku { id } } admittedPerMinute } } }`, id))
		require.Empty(t, public.Errors)
		assert.Equal(t, map[string]any{"slug": "thirds", "whyNot": nil, "sale": map[string]any{
			"goods": []any{map[string]any{"left": 2.0, "pieces": 2.0, "setApart": true, "sku": map[string]any{"id": tea}}}, "admittedPerMinute": nil,
		}}, public.Data["campaign"])

		exchanged := a.post(t, alice, fmt.Sprintf(`mutation { exchange(input: {skuId: %q, expectedPoints: 1300, idempotencyKey: "k"}) { order { points } userErrors { code message } } }`, tea))
		require.Empty(t, exchanged.Errors)
		assert.Equal(t, map[string]any{"order": map[string]any{"points": 1300.0}, "userErrors": []any{}}, exchanged.Data["exchange"])
		listed := a.post(t, alice, `{ campaigns(first: 5, filter: {kind: LIMITED_TIME}) { nodes { slug whyNot { code message } sale { goods { left } } multiplier { budgetLeft } lottery { cost } } } }`, "Accept-Language", "zh-CN")
		require.Empty(t, listed.Errors)
		assert.Equal(t, []any{map[string]any{
			"slug": "thirds", "whyNot": map[string]any{"code": "LIMIT_EXCEEDED", "message": "您已达到本次活动的限兑数量"}, "sale": map[string]any{"goods": []any{map[string]any{"left": 1.0}}},
			"multiplier": nil, "lottery": nil,
		}}, listed.Data["campaigns"].(map[string]any)["nodes"])
	})
}

func TestAWaitingRoomThroughTheAPI(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, _ := a.tokens(t)
		_, tea := a.offer(t)
		id := a.begin(t, admin, "createSale", `slug: "rush", name: {en: "Rush"}, rules: {en: "Queue."}, admittedPerMinute: 60000, `+times()+
			fmt.Sprintf(`, goods: [{skuId: %q, numerator: 1, denominator: 2, pieces: 2}]`, tea))
		refused := a.post(t, alice, fmt.Sprintf(`mutation { exchange(input: {skuId: %q, idempotencyKey: "k"}) { userErrors { code path } } }`, tea))
		require.Empty(t, refused.Errors)
		assert.Equal(t, []any{map[string]any{"code": "NOT_ELIGIBLE", "path": []any{"input", "admission"}}}, refused.Data["exchange"].(map[string]any)["userErrors"])
		joined := a.post(t, alice, fmt.Sprintf(`mutation { joinWaitingRoom(input: {campaignId: %q}) { place { number ahead waitSeconds } userErrors { code } } }`, id))
		require.Empty(t, joined.Errors)
		assert.Equal(t, map[string]any{"place": map[string]any{"number": 1.0, "ahead": 0.0, "waitSeconds": 0.0}, "userErrors": []any{}}, joined.Data["joinWaitingRoom"])
		var token any
		require.Eventually(t, func() bool { // the rate is reckoned by the mall's own clock
			_, err := a.Services.Sales.Admit(t.Context(), readCampaign(t, id))
			require.NoError(t, err)
			place := a.post(t, alice, fmt.Sprintf(`{ waitingPlace(campaignId: %q) { admission admittedUntil } }`, id))
			require.Empty(t, place.Errors)
			token = place.Data["waitingPlace"].(map[string]any)["admission"]
			return token != nil
		}, 10*time.Second, 5*time.Millisecond)
		bought := a.post(t, alice, fmt.Sprintf(`mutation { placeOrder(input: {lines: [{skuId: %q, quantity: 1, admission: %q}], idempotencyKey: "o"}) { order { points } userErrors { code message } } }`, tea, token))
		require.Empty(t, bought.Errors)
		assert.Equal(t, map[string]any{"order": map[string]any{"points": 1950.0}, "userErrors": []any{}}, bought.Data["placeOrder"])
	})
}

func TestACampaignOfRulesThroughTheAPI(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		id := a.begin(t, admin, "createMultiplier", `slug: "reviews", name: {en: "Reviews"}, rules: {en: "Write."}, budgetPoints: 1000, `+times()+
			`, earningRules: [{name: {en: "More"}, trigger: REVIEW, effect: {fixed: {points: 5}}}]`)
		got := a.post(t, admin, fmt.Sprintf(`{ campaign(id: %q) { kind multiplier { budgetPoints budgetLeft earningRules { code status caps { period points } schedule { from } } } } }`, id))
		require.Empty(t, got.Errors)
		m := got.Data["campaign"].(map[string]any)["multiplier"].(map[string]any)
		assert.Equal(t, 1000.0, m["budgetLeft"])
		r := m["earningRules"].([]any)[0].(map[string]any)
		assert.Equal(t, "reviews-1", r["code"])
		assert.Equal(t, "ACTIVE", r["status"])
		assert.Equal(t, []any{map[string]any{"period": "CAMPAIGN", "points": 1000.0}}, r["caps"])
		ended := a.post(t, admin, fmt.Sprintf("mutation { endCampaign(input: {campaignId: %q, version: 2}) { campaign { status } userErrors { code } } }", id))
		require.Empty(t, ended.Errors)
		assert.Equal(t, map[string]any{"campaign": map[string]any{"status": "ENDED"}, "userErrors": []any{}}, ended.Data["endCampaign"])
	})
}

func readCampaign(t *testing.T, id string) mall.CampaignID {
	t.Helper()
	campaign, ok := mall.AnyID(id).Campaign()
	require.True(t, ok)
	return campaign
}
