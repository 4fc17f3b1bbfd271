package seed

import (
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Load says how much a load run needs.
type Load struct {
	// Members are named bench-1, bench-2, …; each gets Balance points in four lots.
	Members int
	Balance mall.Points
	// Skus are named BENCH-1, BENCH-2, …; each gets Stock pieces.
	Skus  int
	Stock int64
	// Progress is called with how many members and SKUs were added; nil: not.
	Progress func(added int)
}

// chunk is how many members or SKUs one transaction adds.
const chunk = 2000

// Bench adds members and SKUs for load runs, without limits on either. It
// continues where an earlier run stopped only after `migrate` on a new database:
// names that exist already are an error.
func Bench(ctx context.Context, db *store.DB, clock mall.Clock, load Load) error {
	progress := load.Progress
	if progress == nil {
		progress = func(int) {}
	}
	for from := 1; from <= load.Skus; from += chunk {
		to := min(from+chunk-1, load.Skus)
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return benchSkus(ctx, tx, from, to, load.Stock) })
		if err != nil {
			return fmt.Errorf("add SKUs BENCH-%d to BENCH-%d: %w", from, to, err)
		}
		progress(to - from + 1)
	}
	for from := 1; from <= load.Members; from += chunk {
		to := min(from+chunk-1, load.Members)
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return benchMembers(ctx, tx, from, to, load.Balance, clock())
		})
		if err != nil {
			return fmt.Errorf("add members bench-%d to bench-%d: %w", from, to, err)
		}
		progress(to - from + 1)
	}
	return nil
}

func benchSkus(ctx context.Context, tx *store.Tx, from, to int, stock int64) error {
	const perProduct = 200 // products in one statement, below SQLite's limit of parameters
	for ; from <= to; from += perProduct {
		var products []catalog.NewProduct
		for i := from; i <= min(from+perProduct-1, to); i++ {
			code := fmt.Sprintf("BENCH-%d", i)
			name := mall.Textf("Bench product %d", "压测商品 %d", i)
			products = append(products, catalog.NewProduct{
				Slug: fmt.Sprintf("bench-%d", i), Name: name, Description: name, Kind: mall.Physical, Images: []mall.Image{{Path: "/images/book.svg", Alt: name}},
				Skus: []catalog.NewSku{{Code: code, Name: name, Stock: stock, Prices: []catalog.Price{{Points: mall.Points(100 + i%50)}}}},
			})
		}
		if err := catalog.Add(ctx, tx, products); err != nil {
			return err
		}
	}
	return nil
}

func benchMembers(ctx context.Context, tx *store.Tx, from, to int, balance mall.Points, now time.Time) error {
	var ids []mall.MemberID
	var members []member.NewMember
	for i := from; i <= to; i++ {
		m := member.NewMember{ID: mall.NewMemberID(), ExternalRef: fmt.Sprintf("bench-%d", i), DisplayName: fmt.Sprintf("Bench %d", i)}
		ids, members = append(ids, m.ID), append(members, m)
	}
	var people store.Batch
	member.Add(&people, members, now)
	ledger.OpenAccounts(&people, ids, now)
	if err := people.Exec(ctx, tx); err != nil {
		return err
	}
	book, err := ledger.OpenForGrants(ctx, tx, now, ids)
	if err != nil {
		return err
	}
	reason := mall.Textf("Points for load runs", "压测积分")
	const lots = 4
	for _, id := range ids {
		for n := range lots {
			part := balance / lots
			if n == lots-1 {
				part = balance - part*(lots-1)
			}
			if part > 0 {
				grant(book, id, part, 100*(n+1)%400, reason, now) // three that expire, one that never does
			}
		}
	}
	var points store.Batch
	book.Save(&points)
	return points.Exec(ctx, tx)
}
