package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// offer is the ids of the demo mall's tea and of its SKU.
func (a api) offer(t *testing.T) (product, sku string) {
	t.Helper()
	got := a.post(t, "", `{ product(slug: "green-tea") { id skus { id } } }`)
	require.Empty(t, got.Errors)
	tea := got.Data["product"].(map[string]any)
	return tea["id"].(string), tea["skus"].([]any)[0].(map[string]any)["id"].(string)
}

func TestStaffWithTheCatalogManageOffers(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, partner := a.tokens(t)
		for name, grant := range map[string]mall.Permission{"goods": mall.PermissionCatalog, "clerk": mall.PermissionOrders} {
			require.NoError(t, a.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.Ent().Staff.Create().SetName(name).SetLogin(name).SetPasswordHash("none").SetPermissions([]mall.Permission{grant}).Exec(ctx)
			}))
		}
		issue := func(name string) string {
			token, err := a.Services.Access.IssueStaff(t.Context(), name, time.Hour)
			require.NoError(t, err)
			return token
		}
		product, sku := a.offer(t)
		version := 1
		for _, c := range []struct {
			who, token string
			want       []any
		}{
			{"nobody", "", []any{"UNAUTHENTICATED"}},
			{"alice", alice, []any{"FORBIDDEN"}},
			{"a partner whose key has the scope CATALOG", partner, []any{"FORBIDDEN"}},
			{"staff without CATALOG", issue("clerk"), []any{"FORBIDDEN"}},
			{"staff with CATALOG alone", issue("goods"), nil},
			{"admin", admin, nil},
		} {
			got := a.post(t, c.token, fmt.Sprintf(`mutation { updateProductAvailability(input: {productId: %q, version: %d}) { product { version } userErrors { code } } }`, product, version))
			assert.Equal(t, c.want, got.codes(), c.who)
			got = a.post(t, c.token, fmt.Sprintf(`mutation { updateSkuTerms(input: {skuId: %q, version: %d}) { sku { version } userErrors { code } } }`, sku, 2*version-1))
			assert.Equal(t, c.want, got.codes(), c.who)
			got = a.post(t, c.token, fmt.Sprintf(`mutation { setSkuPrices(input: {skuId: %q, version: %d, prices: [{points: 1}]}) { sku { version } userErrors { code } } }`, sku, 2*version))
			assert.Equal(t, c.want, got.codes(), c.who)
			if c.want == nil {
				version++
				assert.Equal(t, map[string]any{"sku": map[string]any{"version": float64(2*version - 1)}, "userErrors": []any{}}, got.Data["setSkuPrices"], c.who)
			}
		}
		assert.Equal(t, 3, version, "each of the others changed nothing")
	})
}

func TestRefusedOffersNameTheFieldInBothLanguages(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		product, sku := a.offer(t)
		for _, c := range []struct {
			mutation, code string
			path           []any
			en, zh         string
		}{
			{fmt.Sprintf(`updateProductAvailability(input: {productId: %q, version: 7})`, product), "VERSION_CONFLICT", []any{"input", "version"}, "the version is 1 now", "当前版本为 1"},
			{fmt.Sprintf(`updateProductAvailability(input: {productId: %q, version: 1})`, sku), "NOT_FOUND", []any{"input", "productId"}, "no such product", "商品不存在"},
			{fmt.Sprintf(`updateSkuTerms(input: {skuId: %q, version: 7})`, sku), "VERSION_CONFLICT", []any{"input", "version"}, "the version is 1 now", "当前版本为 1"},
			{fmt.Sprintf(`updateSkuTerms(input: {skuId: %q, version: 1})`, product), "NOT_FOUND", []any{"input", "skuId"}, "no such SKU", "商品规格不存在"},
			{fmt.Sprintf(`updateSkuTerms(input: {skuId: %q, version: 1, requiresTier: "tin"})`, sku), "NOT_FOUND", []any{"input", "requiresTier"}, `no such tier: "tin"`, "会员等级不存在"},
			{fmt.Sprintf(`updateSkuTerms(input: {skuId: %q, version: 1, perMemberLimit: 0})`, sku), "INVALID_INPUT", []any{"input", "perMemberLimit"}, "at least 1", "至少为 1"},
			{fmt.Sprintf(`updateSkuTerms(input: {skuId: %q, version: 1, minimumBalance: -1})`, sku), "INVALID_INPUT", []any{"input", "minimumBalance"}, "negative", "不能为负"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 7, prices: [{points: 1}]})`, sku), "VERSION_CONFLICT", []any{"input", "version"}, "the version is 1 now", "当前版本为 1"},
			{`setSkuPrices(input: {skuId: "x", version: 1, prices: [{points: 1}]})`, "NOT_FOUND", []any{"input", "skuId"}, "no such SKU", "商品规格不存在"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: []})`, sku), "INVALID_INPUT", []any{"input", "prices"}, "1 to 20", "1 至 20"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: [{points: 1}, {points: 0}]})`, sku), "INVALID_INPUT", []any{"input", "prices", "1", "points"}, "points, cash or both", "积分或现金"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: [{points: 1}, {points: 2, requiresTier: "tin"}]})`, sku), "NOT_FOUND", []any{"input", "prices", "1", "requiresTier"}, "no such tier", "会员等级不存在"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: [{points: 1, cash: {amount: "1", currency: "USD"}}]})`, sku), "INVALID_INPUT", []any{"input", "prices", "0", "cash", "currency"}, "money is CNY", "货币为 CNY"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: [{points: 1, cash: {amount: "0", currency: "CNY"}}]})`, sku), "INVALID_INPUT", []any{"input", "prices", "0", "cash", "amount"}, "more than 0", "须大于 0"},
			{fmt.Sprintf(`setSkuPrices(input: {skuId: %q, version: 1, prices: [{points: 1, cash: {amount: "0.001", currency: "CNY"}}]})`, sku), "INVALID_INPUT", []any{"input", "prices", "0", "cash", "amount"}, "at most 2", "小数位最多 2 位"},
		} {
			for language, text := range map[string]string{"en": c.en, "zh-CN": c.zh} {
				got := a.post(t, admin, "mutation { it: "+c.mutation+" { userErrors { code path message ... on VersionConflict { current } } } }", "Accept-Language", language)
				require.Empty(t, got.Errors, c.mutation)
				refusals := got.Data["it"].(map[string]any)["userErrors"].([]any)
				require.Len(t, refusals, 1, c.mutation)
				refused := refusals[0].(map[string]any)
				assert.Equal(t, c.code, refused["code"], c.mutation)
				assert.Equal(t, c.path, refused["path"], c.mutation)
				assert.Contains(t, refused["message"], text, c.mutation)
				if c.code == "VERSION_CONFLICT" {
					assert.EqualValues(t, 1, refused["current"], c.mutation)
				}
			}
		}
	})
}

// Each mutation of a document shows what it has made, and terms that are left out stay.
func TestEachMutationShowsWhatItMade(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		product, sku := a.offer(t)
		const shown = `{ sku { version requiresTier { code } minimumBalance perMemberLimit prices { points } product { availableFrom version } } userErrors { code } }`
		got := a.post(t, admin, fmt.Sprintf(`mutation {
			a: setSkuPrices(input: {skuId: %[2]q, version: 1, prices: [{points: 11}]}) %[3]s
			b: updateSkuTerms(input: {skuId: %[2]q, version: 2, requiresTier: "gold", minimumBalance: 50, perMemberLimit: 3}) %[3]s
			c: setSkuPrices(input: {skuId: %[2]q, version: 3, prices: [{points: 12}]}) %[3]s
			opens: updateProductAvailability(input: {productId: %[1]q, version: 1, availableFrom: "2099-01-01T00:00:00Z"}) { product { skus { version } } userErrors { code } }
			d: updateSkuTerms(input: {skuId: %[2]q, version: 4, requiresTier: null, minimumBalance: null}) %[3]s
			e: updateSkuTerms(input: {skuId: %[2]q, version: 5, perMemberLimit: null}) %[3]s
		}`, product, sku, shown))
		require.Empty(t, got.Errors)
		want := func(version, points, balance float64, tier, limit, from any, of float64) map[string]any {
			return map[string]any{"userErrors": []any{}, "sku": map[string]any{
				"version": version, "requiresTier": tier, "minimumBalance": balance, "perMemberLimit": limit,
				"prices": []any{map[string]any{"points": points}}, "product": map[string]any{"availableFrom": from, "version": of},
			}}
		}
		gold := map[string]any{"code": "gold"}
		assert.Equal(t, want(2, 11, 0, nil, nil, nil, 1), got.Data["a"])
		assert.Equal(t, want(3, 11, 50, gold, 3.0, nil, 1), got.Data["b"])
		assert.Equal(t, want(4, 12, 50, gold, 3.0, nil, 1), got.Data["c"])
		assert.Equal(t, map[string]any{"product": map[string]any{"skus": []any{map[string]any{"version": 4.0}}}, "userErrors": []any{}}, got.Data["opens"])
		assert.Equal(t, want(5, 12, 0, nil, 3.0, "2099-01-01T00:00:00Z", 2), got.Data["d"])
		assert.Equal(t, want(6, 12, 0, nil, nil, "2099-01-01T00:00:00Z", 2), got.Data["e"])
	})
}
