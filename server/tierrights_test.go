package server_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/store"
)

// The demo mall's tea costs 3,900 points, 3,500 for gold; its print opens twelve hours
// after the seeding, two hours earlier for silver, twelve for gold.
func TestTierRightsInTheCatalog(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, _ := a.tokens(t)
		bob, err := a.Services.Access.IssueMember(t.Context(), "demo-bob", time.Hour)
		require.NoError(t, err)

		const tea = `{ product(slug: "green-tea") { availableFrom redeemableFrom skus { prices { points requiresTier { code } } } } }`
		for _, token := range []string{"", bob, alice, admin} {
			got := a.post(t, token, tea)
			require.Empty(t, got.Errors)
			assert.Equal(t, map[string]any{"availableFrom": nil, "redeemableFrom": nil, "skus": []any{map[string]any{"prices": []any{
				map[string]any{"points": 3900.0, "requiresTier": nil},
				map[string]any{"points": 3500.0, "requiresTier": map[string]any{"code": "gold"}},
			}}}}, got.Data["product"])
		}

		from := func(token string) (available, redeemable any) {
			got := a.post(t, token, `{ product(slug: "mountain-print") { availableFrom redeemableFrom } }`)
			require.Empty(t, got.Errors)
			product := got.Data["product"].(map[string]any)
			return product["availableFrom"], product["redeemableFrom"]
		}
		opening, mine := from("")
		assert.Nil(t, mine)
		at, err := time.Parse(time.RFC3339, opening.(string))
		require.NoError(t, err)
		for token, hours := range map[string]int{bob: 0, alice: 2} {
			available, redeemable := from(token)
			assert.Equal(t, opening, available)
			mine, err := time.Parse(time.RFC3339, redeemable.(string))
			require.NoError(t, err)
			assert.True(t, mine.Equal(at.Add(-time.Duration(hours)*time.Hour)), "%s is %d hours before %s", mine, hours, at)
		}
		_, redeemable := from(admin)
		assert.Nil(t, redeemable, "staff redeem nothing")
	})
}

func TestTierRightsInAnExchange(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		got := a.post(t, alice, `{ print: product(slug: "mountain-print") { skus { id } } tea: product(slug: "green-tea") { skus { id } } }`)
		sku := func(name string) any {
			return got.Data[name].(map[string]any)["skus"].([]any)[0].(map[string]any)["id"]
		}
		exchange := func(name, key string) map[string]any {
			answer := a.post(t, alice, fmt.Sprintf(
				`mutation { exchange(input: {skuId: %q, idempotencyKey: %q}) { order { points } userErrors { code path message } } }`, sku(name), key))
			require.Empty(t, answer.Errors)
			return answer.Data["exchange"].(map[string]any)
		}
		refused := exchange("print", "a")
		assert.Nil(t, refused["order"])
		reason := refused["userErrors"].([]any)[0].(map[string]any)
		assert.Equal(t, "NOT_AVAILABLE", reason["code"])
		assert.Equal(t, []any{"input", "skuId"}, reason["path"])
		assert.Contains(t, reason["message"], "PRINT-A3 can be redeemed from 20")
		assert.Equal(t, map[string]any{"points": 3900.0}, exchange("tea", "b")["order"])

		require.NoError(t, a.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "update members set tier_id = 'gold' where external_ref = 'demo-alice'")
			return err
		}))
		assert.Equal(t, map[string]any{"points": 2400.0}, exchange("print", "a")["order"], "gold may from the start")
		assert.Equal(t, map[string]any{"points": 3500.0}, exchange("tea", "c")["order"])
		assert.Equal(t, map[string]any{"points": 3900.0}, exchange("tea", "b")["order"], "the old order, at the old price")
	})
}

// A page reads the tiers of all its prices at once, and the member's once, where they are asked for.
func TestStatementsOfPricesForTiers(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		for fields, want := range map[string]int{
			"availableFrom skus { prices { points } }":                                       0,
			"skus { prices { points requiresTier { code } } }":                               1,
			"redeemableFrom skus { prices { points } }":                                      1,
			"redeemableFrom skus { requiresTier { name } prices { requiresTier { name } } }": 2,
		} {
			var mu sync.Mutex
			var statements []string
			a.db.Observe(func(_ uint64, sql string) {
				mu.Lock()
				defer mu.Unlock()
				if strings.Contains(sql, "tiers") {
					statements = append(statements, sql)
				}
			})
			got := a.post(t, alice, "{ products(first: 100) { nodes { "+fields+" } } }")
			a.db.Observe(nil)
			require.Empty(t, got.Errors)
			mu.Lock()
			assert.Len(t, statements, want, "%s\n%s", fields, strings.Join(statements, "\n"))
			mu.Unlock()
		}
	})
}
