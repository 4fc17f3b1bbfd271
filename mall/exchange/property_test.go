package exchange_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// model is what the mall should be, told as simply as possible.
type model struct {
	lots  map[mall.MemberID][]modelLot
	stock map[mall.SkuID]int64
	taken map[catalog.Redeemer]int
	done  map[string]mall.Points // idempotency keys and what they cost
}

type modelLot struct {
	points  mall.Points
	expires time.Time // zero: never
}

func (x *model) available(m mall.MemberID, now time.Time) (sum mall.Points) {
	for _, l := range x.lots[m] {
		if l.expires.IsZero() || l.expires.After(now) {
			sum += l.points
		}
	}
	return sum
}

func (x *model) spend(m mall.MemberID, points mall.Points, now time.Time) {
	lots := x.lots[m]
	slices.SortStableFunc(lots, func(a, b modelLot) int {
		if a.expires.IsZero() != b.expires.IsZero() {
			if a.expires.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.expires.UnixMicro(), b.expires.UnixMicro())
	})
	for i := range lots {
		if lots[i].expires.IsZero() || lots[i].expires.After(now) {
			part := min(points, lots[i].points)
			lots[i].points -= part
			points -= part
		}
	}
}

// Any sequence of purchases, adjustments and exchanges, with a clock that jumps,
// must leave the mall as the model says, and the books right (malltest checks).
func TestAnySequenceMatchesTheModel(t *testing.T) {
	const perMember = 5
	prices, ofGold := []mall.Points{7, 100, 350}, []mall.Points{7, 80, 400} // what is dearer for gold, gold need not pay
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		most, sequences, failing := malltest.Length(40, 5000), 0, false // what has failed is tried again, to shrink it
		for sequences < most {
			rapid.Check(t, func(rt *rapid.T) {
				if sequences++; sequences > most && !failing {
					return
				}
				failing = true
				x := &model{map[mall.MemberID][]modelLot{}, map[mall.SkuID]int64{}, map[catalog.Redeemer]int{}, map[string]mall.Points{}}
				var members []mall.MemberID
				refs := map[mall.MemberID]string{}
				for _, tier := range []string{"normal", "gold"} {
					row := m.Member(tier)
					members, refs[row.ID] = append(members, row.ID), *row.ExternalRef
				}
				var skus []mall.SkuID
				limit := perMember
				for i, price := range prices {
					sku := m.Sku(price, 12, func(k *catalog.NewSku) {
						if i == 0 {
							k.PerMember = &limit
							return
						}
						priced(price, map[string]mall.Points{"gold": ofGold[i]})(k)
					})
					skus, x.stock[sku] = append(skus, sku), 12
				}
				member := rapid.SampledFrom(members)
				n := 0
				fresh := func() string { n++; return fmt.Sprintf("%s-%d", skus[0], n) }

				rt.Repeat(map[string]func(*rapid.T){
					"purchase": func(rt *rapid.T) {
						id, minor := member.Draw(rt, "member"), rapid.Int64Range(0, 60_000).Draw(rt, "minor")
						p := earning.Purchase{
							Source: purchase.Mall, ExternalRef: fresh(), MemberRef: refs[id], OccurredAt: m.Clock.Now(),
							Total: mall.Money{Minor: minor, Currency: "CNY"}, Lines: []mall.PurchaseLine{{Sku: "x", Quantity: 1, UnitPrice: "1"}},
						}
						for again := range rapid.IntRange(1, 2).Draw(rt, "times") {
							got, err := m.Earning.RecordPurchase(t.Context(), p)
							if err != nil || got.Points != mall.Points(minor/100) || got.Duplicate != (again > 0) {
								rt.Fatalf("purchase of %d: %+v, %v", minor, got, err)
							}
						}
						x.lots[id] = append(x.lots[id], modelLot{points: mall.Points(minor / 100)})
					},
					"grant that expires": func(rt *rapid.T) {
						id, points := member.Draw(rt, "member"), mall.Points(rapid.Int64Range(1, 500).Draw(rt, "points"))
						expires := m.Clock.Now().Add(time.Duration(rapid.IntRange(1, 72).Draw(rt, "hours")) * time.Hour)
						_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{
							Actor: mall.Actor{Kind: mall.ActorSystem}, Member: id, Points: points, Reason: "grant", ExpiresAt: &expires, Key: fresh(),
						})
						if err != nil {
							rt.Fatal(err)
						}
						x.lots[id] = append(x.lots[id], modelLot{points, mall.EndOfDay(expires, malltest.Zone)})
					},
					"exchange": func(rt *rapid.T) {
						i := rapid.IntRange(0, len(skus)-1).Draw(rt, "sku")
						r := exchange.Request{Member: member.Draw(rt, "member"), Sku: skus[i], Quantity: rapid.IntRange(1, 4).Draw(rt, "quantity"), Key: fresh()}
						price := prices[i]
						if r.Member == members[1] {
							price = min(price, ofGold[i])
						}
						cost, now := price*mall.Points(r.Quantity), m.Clock.Now()
						redeemer := catalog.Redeemer{Member: r.Member, Sku: r.Sku}
						want := mall.ErrorCode("")
						switch {
						case i == 0 && x.taken[redeemer]+r.Quantity > perMember:
							want = mall.CodeLimitExceeded
						case x.stock[r.Sku] < int64(r.Quantity):
							want = mall.CodeOutOfStock
						case x.available(r.Member, now) < cost:
							want = mall.CodeInsufficientPoints
						}
						for again := range rapid.IntRange(1, 2).Draw(rt, "times") {
							result, err := m.Exchanges.Exchange(t.Context(), r)
							var refused *mall.Error
							if errors.As(err, &refused) != (want != "") || (refused != nil && refused.Code != want) {
								rt.Fatalf("exchange %+v: want %q, got %v", r, want, err)
							}
							if want == "" && (result.Order.Points != cost || result.Repeated != (again > 0)) {
								rt.Fatalf("exchange %+v: got %+v", r, result)
							}
						}
						if want == "" {
							x.spend(r.Member, cost, now)
							x.stock[r.Sku] -= int64(r.Quantity)
							x.taken[redeemer] += r.Quantity
						}
					},
					"time passes": func(rt *rapid.T) {
						m.Clock.Set(m.Clock.Now().Add(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour))
					},
					"": func(rt *rapid.T) {
						for _, id := range members {
							if got, want := m.Available(id), x.available(id, m.Clock.Now()); got != want {
								rt.Fatalf("member has %d points, want %d", got, want)
							}
						}
						for sku, want := range x.stock {
							if got := m.Stock(sku); got != want {
								rt.Fatalf("stock is %d, want %d", got, want)
							}
						}
					},
				})
				failing = false
			})
		}
	})
}
