package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
)

// How much the chaos run does: in all 240 checkouts, in a soak 4,000.
const (
	chaosMembers = 20
	chaosSkus    = 10
	chaosStock   = 20
	chaosBalance = 4000
)

var (
	chaosOrders = malltest.Length(12, 200) // of each member
	chaosSkip   = malltest.Length(400, 1500)
)

// Members check out, pay, pay twice, fail to pay, cancel and change their minds, all at once, on
// fewer pieces than are wanted and with fewer points than they cost, while servers are killed.
// What the provider says that it took is then compared with what the mall has made of it: no
// order is both paid and given up, nobody has paid for what they do not get, and stock, points
// and money agree.
func TestCheckoutsInChaos(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		testChaos(t, demoMall.SQLite(t), 1)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		testChaos(t, demoMall.Postgres(t), 2)
	})
}

func testChaos(t *testing.T, database string, servers int) {
	stock := chaosStock * chaosOrders / 12
	mustRun(t, "seed", "bench", "--database", database, "--members", fmt.Sprint(chaosMembers), "--skus", fmt.Sprint(chaosSkus), "--stock", fmt.Sprint(stock),
		"--balance", fmt.Sprint(chaosBalance*chaosOrders/12), "--price", "100", "--cash", "40.00", "--rules")
	seed := uint64(setting(t, "POINTSMALL_FUZZ_SEED", 1))
	c := &chaos{tokens: benchTokens(t, database, chaosMembers), took: map[string]bool{}, servers: make([]*server, servers)}
	for i := range c.servers {
		c.servers[i] = serve(t, database)
	}
	staff := (&shop{server: c.servers[0], database: database, tokens: demoMall.tokensOf(t, database)}).token(t, "admin")
	for n := range chaosSkus {
		c.skus = append(c.skus, benchSku(t, c.servers[0], n+1))
		offerOffset(t, c.servers[0], staff, fmt.Sprintf("bench-%d", n+1))
	}

	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(malltest.Length(1, 15))*patience)
	defer cancel()
	var shoppers sync.WaitGroup
	for member := range c.tokens {
		random := rand.New(rand.NewPCG(seed, uint64(member)))
		shoppers.Go(func() { c.shop(ctx, t, member, random) })
	}
	done := make(chan struct{})
	go func() { shoppers.Wait(); close(done) }()
	killed := c.killUntil(t, database, done, rand.New(rand.NewPCG(seed, 99)))
	assert.Positive(t, killed, "the shoppers were done before a server died")
	require.NoError(t, ctx.Err(), "the shoppers do not come to an end")
	if t.Failed() {
		return
	}
	c.giveUp(t)
	mustRun(t, "sweep", "--database", database) // sends money back
	c.audit(t, stock)
	for _, s := range c.servers {
		s.stop(t)
	}
	reconcile(t, database)
	mustRun(t, "reconcile", "--verify-chain", "--database", database)
}

// offerOffset lets points pay half of a product's money.
func offerOffset(t *testing.T, s *server, staff, slug string) {
	t.Helper()
	got := data(t, s, staff, `query($slug: String!) { product(slug: $slug) { skus { id version } } }`, map[string]any{"slug": slug})
	input := map[string]any{"skuId": at[string](t, got, "product.skus.0.id"), "version": at[int64](t, got, "product.skus.0.version"), "offsetPercent": 50}
	set := data(t, s, staff, `mutation($input: UpdateSkuTermsInput!) { updateSkuTerms(input: $input) { userErrors { code message } } }`, map[string]any{"input": input})
	require.Empty(t, at[[]any](t, set, "updateSkuTerms.userErrors"), "%v", set)
}

// chaos is a mall on servers that die, and the provider's own books.
type chaos struct {
	tokens, skus []string

	mu      sync.Mutex
	servers []*server
	// took are the payments of which the provider says that the mall knows they are paid.
	took map[string]bool
}

// any is one of the servers, which may be dead already.
func (c *chaos) any(random *rand.Rand) *server {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.servers[random.IntN(len(c.servers))]
}

// killUntil kills servers, one at a time, until the shoppers are done, and counts them.
func (c *chaos) killUntil(t *testing.T, database string, done <-chan struct{}, random *rand.Rand) (killed int) {
	t.Helper()
	for {
		select {
		case <-done:
			return killed
		case <-time.After(time.Duration(chaosSkip/2+random.IntN(chaosSkip)) * time.Millisecond):
		}
		c.mu.Lock()
		i := random.IntN(len(c.servers))
		victim := c.servers[i]
		c.mu.Unlock()
		victim.kill(t)
		next := serve(t, database)
		c.mu.Lock()
		c.servers[i] = next
		c.mu.Unlock()
		killed++
	}
}

const (
	chaosPlace  = `mutation($input: PlaceOrderInput!) { it: placeOrder(input: $input) { order { id status version } payment { id clientAction } userErrors { code message } } }`
	chaosPay    = `mutation($input: PayOrderInput!) { it: payOrder(input: $input) { order { id status version } payment { id clientAction } userErrors { code message } } }`
	chaosCancel = `mutation($input: CancelOrderInput!) { it: cancelOrder(input: $input) { order { id status version } userErrors { code message } } }`
)

// allowed are the refusals that members may meet.
var allowed = map[string]bool{
	"OUT_OF_STOCK": true, "INSUFFICIENT_POINTS": true, "LIMIT_EXCEEDED": true, "INVALID_STATE": true, "VERSION_CONFLICT": true, "EXPIRED": true,
}

// shop has one member check out again and again.
func (c *chaos) shop(ctx context.Context, t *testing.T, member int, random *rand.Rand) {
	for n := range chaosOrders {
		line := map[string]any{"skuId": c.skus[random.IntN(len(c.skus))], "quantity": 1 + random.IntN(2)}
		input := map[string]any{"lines": []any{line}, "paymentMethod": "TEST", "idempotencyKey": fmt.Sprintf("place-%d", n)}
		if random.IntN(2) == 0 {
			input["offsetPoints"] = 100 * (1 + random.IntN(10))
		}
		placed, ok := c.call(ctx, t, member, random, chaosPlace, input)
		if !ok {
			continue
		}
		order, action := placed.Order, placed.Payment.ClientAction
		var together sync.WaitGroup
		alone := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		cancel := func() {
			c.call(ctx, t, member, alone, chaosCancel, map[string]any{"orderId": order.ID, "version": order.Version, "idempotencyKey": fmt.Sprintf("cancel-%d", n)})
		}
		switch random.IntN(8) {
		case 0: // is left alone
		case 1:
			cancel()
			c.tell(ctx, t, random, action, "paid") // too late
		case 2: // both at once
			together.Go(cancel)
			c.tell(ctx, t, random, action, "paid")
		case 3: // a failed try, then another
			c.tell(ctx, t, random, action, "failed")
			c.tell(ctx, t, random, action, "paid")
		case 4: // two attempts, both paid
			again, ok := c.call(ctx, t, member, random, chaosPay, map[string]any{"orderId": order.ID, "paymentMethod": "TEST", "idempotencyKey": fmt.Sprintf("pay-%d", n)})
			together.Go(func() { c.tell(ctx, t, alone, action, "paid") })
			if ok {
				c.tell(ctx, t, random, again.Payment.ClientAction, "paid")
			}
		case 5: // told twice at once
			together.Go(func() { c.tell(ctx, t, alone, action, "paid") })
			c.tell(ctx, t, random, action, "paid")
		default:
			c.tell(ctx, t, random, action, "paid")
		}
		together.Wait()
	}
}

// outcomeOf is what a mutation of orders says.
type outcomeOf struct {
	Order struct {
		ID, Status string
		Version    int
	}
	Payment    struct{ ID, ClientAction string }
	UserErrors []struct{ Code, Message string }
}

// call sends a mutation until a server answers it, and says whether it was done.
func (c *chaos) call(ctx context.Context, t *testing.T, member int, random *rand.Rand, query string, input map[string]any) (said outcomeOf, ok bool) {
	for ctx.Err() == nil {
		got, err := post(ctx, c.any(random), ask{token: c.tokens[member], query: query, variables: map[string]any{"input": input}})
		if err != nil || len(got.Errors) > 0 && got.status >= http.StatusInternalServerError {
			time.Sleep(20 * time.Millisecond) // the server is dead, or dies
			continue
		}
		var answer struct{ Data struct{ It outcomeOf } }
		if !assert.NoError(t, json.Unmarshal(got.raw, &answer), "%s", got.raw) || !assert.Empty(t, got.Errors, "%s", got.raw) {
			return said, false
		}
		said = answer.Data.It
		for _, e := range said.UserErrors {
			assert.True(t, allowed[e.Code], "%s: %s", input, got.raw)
		}
		return said, len(said.UserErrors) == 0
	}
	return said, false
}

// tell is the provider, who says what became of a payment until the mall has taken it.
func (c *chaos) tell(ctx context.Context, t *testing.T, random *rand.Rand, action, outcome string) {
	at := strings.Index(action, "/payments/")
	if !assert.GreaterOrEqual(t, at, 0, action) {
		return
	}
	for ctx.Err() == nil {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.any(random).address+action[at:], strings.NewReader(`{"outcome": "`+outcome+`"}`))
		if !assert.NoError(t, err) {
			return
		}
		response, err := web.Do(request)
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		said, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode >= http.StatusInternalServerError {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		assert.Equal(t, http.StatusOK, response.StatusCode, "%s", said)
		if outcome == "paid" {
			c.mu.Lock()
			c.took[action[strings.LastIndexByte(action, '/')+1:]] = true
			c.mu.Unlock()
		}
		return
	}
}

const chaosStory = `query($after: String) { me { points { available held } orders(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
	id status version points payable { amount } payments { id status amount { amount } } lines { quantity } } } } }`

// bought is an order as its member sees it.
type bought struct {
	ID, Status string
	Version    int
	Points     int64
	Payable    struct{ Amount string }
	Payments   []struct {
		ID, Status string
		Amount     struct{ Amount string }
	}
	Lines []struct{ Quantity int64 }
}

// orders are all of a member's.
func (c *chaos) orders(t *testing.T, member int) (all []bought, available, held int64) {
	t.Helper()
	var after any
	for {
		got, err := post(t.Context(), c.servers[0], ask{token: c.tokens[member], query: chaosStory, variables: map[string]any{"after": after}})
		require.NoError(t, err)
		require.Empty(t, got.Errors, "%s", got.raw)
		var answer struct {
			Data struct {
				Me struct {
					Points struct{ Available, Held int64 }
					Orders struct {
						PageInfo struct {
							HasNextPage bool
							EndCursor   string
						}
						Nodes []bought
					}
				}
			}
		}
		require.NoError(t, json.Unmarshal(got.raw, &answer))
		me := answer.Data.Me
		all = append(all, me.Orders.Nodes...)
		if !me.Orders.PageInfo.HasNextPage {
			return all, me.Points.Available, me.Points.Held
		}
		after = me.Orders.PageInfo.EndCursor
	}
}

// giveUp cancels what nobody has paid.
func (c *chaos) giveUp(t *testing.T) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	for member := range c.tokens {
		all, _, _ := c.orders(t, member)
		for _, o := range all {
			if o.Status == "PENDING_PAYMENT" {
				c.call(t.Context(), t, member, random, chaosCancel, map[string]any{"orderId": o.ID, "version": o.Version, "idempotencyKey": "give up " + o.ID})
			}
		}
	}
}

// audit compares the provider's books with the mall's.
func (c *chaos) audit(t *testing.T, stock int) {
	t.Helper()
	took := maps.Clone(c.took)
	var sold int64
	statuses := map[string]int{}
	for member := range c.tokens {
		all, _, held := c.orders(t, member)
		assert.Zero(t, held, "points are held for an order that is over")
		for _, o := range all {
			statuses[o.Status]++
			var kept, back int
			for _, p := range o.Payments {
				was := took[p.ID]
				delete(took, p.ID)
				switch p.Status {
				case "PAID":
					kept++
					assert.True(t, was, "%s is paid, and the provider knows nothing of it", p.ID)
				case "REFUNDED":
					back++
					assert.True(t, was, "%s went back, and the provider never took it", p.ID)
				default:
					assert.False(t, was, "%s was paid, and is %s of an order that is %s", p.ID, p.Status, o.Status)
				}
				assert.Equal(t, o.Payable.Amount, p.Amount.Amount)
			}
			switch o.Status {
			case "PAID":
				assert.Equal(t, 1, kept, "%s is paid by one payment: %+v", o.ID, o.Payments)
				for _, l := range o.Lines {
					sold += l.Quantity
				}
			case "CANCELLED":
				assert.Zero(t, kept, "%s is given up, and money stays: %+v", o.ID, o.Payments)
			default:
				t.Errorf("%s is %s", o.ID, o.Status)
			}
		}
	}
	assert.Empty(t, took, "the provider took money that the mall does not know of")
	assert.Positive(t, statuses["PAID"])
	assert.Positive(t, statuses["CANCELLED"])
	left := int64(chaosSkus * stock)
	for n := range chaosSkus {
		got := data(t, c.servers[0], "", `query($slug: String!) { product(slug: $slug) { skus { available } } }`, map[string]any{"slug": fmt.Sprintf("bench-%d", n+1)})
		left -= at[int64](t, got, "product.skus.0.available")
	}
	assert.Equal(t, sold, left, "pieces that are gone are those that were sold")
	t.Logf("orders %v, %d pieces sold", statuses, sold)
}
