package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	orderStatusDocument   = `subscription($id: ID!) { orderStatus(orderId: $id) { id status version nextStatuses points lines { quantity } } }`
	pointsBalanceDocument = `subscription { pointsBalance { available lifetimeEarned entries(first: 1) { nodes { delta } } } }`
	setStatusDocument     = `mutation($input: SetOrderStatusInput!) { setOrderStatus(input: $input) { order { status version } userErrors { code message } } }`
)

// steps are the states that staff move an order through.
var steps = []string{"FULFILLING", "SHIPPED", "DELIVERED", "COMPLETED"}

// setStatus has the admin move an order from version on.
func setStatus(t *testing.T, s *server, token, order string, version int, status string) {
	t.Helper()
	got := data(t, s, token, setStatusDocument, map[string]any{"input": map[string]any{"orderId": order, "version": version, "status": status}})
	require.Empty(t, at[[]any](t, got, "setOrderStatus.userErrors"))
}

func TestOrderStatusSendsEveryState(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
			id := mall.order(t, "alice", "DRINK-100", t.Name())
			watchers := map[string]stream{
				"alice": subscribe(mall.server, mall.token(t, "alice"), orderStatusDocument, map[string]any{"id": id}),
				"admin": subscribe(mall.server, mall.token(t, "admin"), orderStatusDocument, map[string]any{"id": id}),
			}
			for who, watcher := range watchers {
				assert.Equal(t, "PAID 1", describe(t, next(t, watcher)), who)
			}
			for i, status := range steps { // as fast as it goes
				setStatus(t, mall.server, mall.token(t, "admin"), id, i+1, status)
			}
			for who, watcher := range watchers {
				for i, status := range steps {
					assert.Equal(t, fmt.Sprintf("%s %d", status, i+2), describe(t, next(t, watcher)), who)
				}
			}
			late := subscribe(mall.server, mall.token(t, "alice"), orderStatusDocument, map[string]any{"id": id})
			assert.Equal(t, "COMPLETED 5", describe(t, next(t, late)), "who comes late sees the present state only")
		})
	})
}

// describe is an order's state in short.
func describe(t *testing.T, data map[string]any) string {
	t.Helper()
	require.EqualValues(t, 1, at[int64](t, data, "orderStatus.lines.0.quantity"), "nested fields come along")
	return fmt.Sprintf("%s %d", at[string](t, data, "orderStatus.status"), at[int64](t, data, "orderStatus.version"))
}

func TestPointsBalanceFollowsTheAccount(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database, "--no-jobs") // a reminder would be told of, too
		eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
			watcher := subscribe(mall.server, mall.token(t, "alice"), pointsBalanceDocument, nil)
			start := at[int64](t, next(t, watcher), "pointsBalance.available")

			mall.order(t, "alice", "DRINK-100", t.Name())
			got := next(t, watcher)
			assert.Equal(t, start-100, at[int64](t, got, "pointsBalance.available"))
			assert.EqualValues(t, -100, at[int64](t, got, "pointsBalance.entries.nodes.0.delta"), "nested fields are read anew")

			mall.order(t, "bob", "DRINK-100", t.Name()) // is nothing to alice
			mall.adjust(t, mall.member(t, "alice"), 7, t.Name())
			assert.Equal(t, start-93, at[int64](t, next(t, watcher), "pointsBalance.available"))
		})
	})
}

func TestSubscriptionsThatAreNotForTheCaller(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		id := mall.order(t, "alice", "DRINK-100", "k")
		eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
			refusal := func(as, query string, variables map[string]any) string {
				e, err := subscribe(mall.server, mall.token(t, as), query, variables).read(t.Context())
				require.NoError(t, err)
				assert.Nil(t, e.data, "%v", e)
				return e.errors
			}
			others := refusal("bob", orderStatusDocument, map[string]any{"id": id})
			missing := refusal("bob", orderStatusDocument, map[string]any{"id": "ord_00000000000000000000000000000000"})
			wrong := refusal("bob", orderStatusDocument, map[string]any{"id": mall.sku(t, "DRINK-100")})
			assert.Contains(t, others, `"NOT_FOUND"`)
			assert.Equal(t, missing, others, "another member's order looks like one that there is not")
			assert.Equal(t, missing, wrong)
			assert.Contains(t, refusal("anonymous", orderStatusDocument, map[string]any{"id": id}), `"UNAUTHENTICATED"`)
			assert.Contains(t, refusal("anonymous", pointsBalanceDocument, nil), `"UNAUTHENTICATED"`)
			assert.Contains(t, refusal("partner", orderStatusDocument, map[string]any{"id": id}), `"FORBIDDEN"`)
			assert.Contains(t, refusal("admin", pointsBalanceDocument, nil), `"FORBIDDEN"`)
		})
	})
}

func TestADroppedListenerComesBack(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
			id := mall.order(t, "alice", "DRINK-100", t.Name())
			first := subscribe(mall.server, mall.token(t, "alice"), orderStatusDocument, map[string]any{"id": id})
			require.Equal(t, "PAID 1", describe(t, next(t, first)))
			first.drop()
			setStatus(t, mall.server, mall.token(t, "admin"), id, 1, "FULFILLING")
			setStatus(t, mall.server, mall.token(t, "admin"), id, 2, "SHIPPED")
			again := subscribe(mall.server, mall.token(t, "alice"), orderStatusDocument, map[string]any{"id": id})
			assert.Equal(t, "SHIPPED 3", describe(t, next(t, again)))
			setStatus(t, mall.server, mall.token(t, "admin"), id, 3, "DELIVERED")
			assert.Equal(t, "DELIVERED 4", describe(t, next(t, again)))
		})
	})
}

func TestChangesMadeByAnotherServer(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.Postgres(t), "--no-jobs") // a reminder would be told of, too
	other := serve(t, mall.database, "--no-jobs")
	eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
		id := mall.order(t, "alice", "DRINK-100", t.Name())
		order := subscribe(mall.server, mall.token(t, "alice"), orderStatusDocument, map[string]any{"id": id})
		require.Equal(t, "PAID 1", describe(t, next(t, order)))
		balance := subscribe(mall.server, mall.token(t, "alice"), pointsBalanceDocument, nil)
		start := at[int64](t, next(t, balance), "pointsBalance.available")

		for i, status := range steps {
			setStatus(t, other, mall.token(t, "admin"), id, i+1, status)
		}
		for i, status := range steps {
			assert.Equal(t, fmt.Sprintf("%s %d", status, i+2), describe(t, next(t, order)))
		}
		got := data(t, other, mall.token(t, "alice"), exchangeDocument, exchangeInput(mall.sku(t, "DRINK-100"), t.Name()+"2", 2))
		require.Empty(t, at[[]any](t, got, "exchange.userErrors"))
		assert.Equal(t, start-200, at[int64](t, next(t, balance), "pointsBalance.available"))
	})
}
