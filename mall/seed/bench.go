package seed

import (
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Load says how much a load run needs.
type Load struct {
	// Members are named Prefix-1, Prefix-2, …; each gets Balance points in Lots lots, and
	// Expired lots of one point that have expired and wait for the sweep.
	Members       int
	Prefix        string
	Balance       mall.Points
	Lots, Expired int
	// Skus are named BENCH-1, BENCH-2, …; each gets Stock pieces, at Price. A price of no
	// points and no money stands for 100 to 149 points.
	Skus  int
	Stock int64
	Price catalog.Price
	// Progress is called with how many members and SKUs were added, unless it is nil.
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
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return err
	}
	for from := 1; from <= load.Skus; from += chunk {
		to := min(from+chunk-1, load.Skus)
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return load.addSkus(ctx, tx, from, to, clock())
		})
		if err != nil {
			return fmt.Errorf("add SKUs BENCH-%d to BENCH-%d: %w", from, to, err)
		}
		progress(to - from + 1)
	}
	step := max(1, min(chunk, chunk*4/max(1, load.Lots+load.Expired))) // as many lots at once
	for from := 1; from <= load.Members; from += step {
		to := min(from+step-1, load.Members)
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return benchMembers(ctx, tx, from, to, load, clock(), settings.Zone)
		})
		if err != nil {
			return fmt.Errorf("add members %s-%d to %[1]s-%[3]d: %[4]w", load.Prefix, from, to, err)
		}
		progress(to - from + 1)
	}
	return nil
}

func (l Load) addSkus(ctx context.Context, tx *store.Tx, from, to int, now time.Time) error {
	const perProduct = 200 // products in one statement, below SQLite's limit of parameters
	for ; from <= to; from += perProduct {
		var products []catalog.NewProduct
		for i := from; i <= min(from+perProduct-1, to); i++ {
			code := fmt.Sprintf("BENCH-%d", i)
			name := mall.Textf("Bench product %d", "压测商品 %d", i)
			price := l.Price
			if price.Points == 0 && price.Cash == nil {
				price.Points = mall.Points(100 + i%50)
			}
			products = append(products, catalog.NewProduct{
				Slug: fmt.Sprintf("bench-%d", i), Name: name, Description: name, Kind: mall.KindPhysical, Images: []mall.Image{{Path: "/images/book.svg", Alt: name}},
				Skus: []catalog.NewSku{{Code: code, Name: name, Stock: l.Stock, Prices: []catalog.Price{price}}},
			})
		}
		if err := catalog.Add(ctx, tx, now, products); err != nil {
			return err
		}
	}
	return nil
}

func benchMembers(ctx context.Context, tx *store.Tx, from, to int, load Load, now time.Time, zone *time.Location) error {
	var ids []mall.MemberID
	var members []member.NewMember
	for i := from; i <= to; i++ {
		name := fmt.Sprintf("%s-%d", load.Prefix, i)
		m := member.NewMember{ID: mall.NewMemberID(), ExternalRef: name, DisplayName: name}
		ids, members = append(ids, m.ID), append(members, m)
	}
	var people store.Batch
	member.Add(&people, members, now)
	ledger.OpenAccounts(&people, ids, now)
	if err := people.Exec(ctx, tx); err != nil {
		return err
	}
	book, err := ledger.OpenForGrants(ctx, tx, now, zone, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		load.grant(book, id, now, zone)
	}
	var points store.Batch
	book.Save(&points)
	return points.Exec(ctx, tx)
}

// grant gives one member their points: of every four lots three expire, one never does.
func (l Load) grant(book *ledger.Book, id mall.MemberID, now time.Time, zone *time.Location) {
	reason := mall.Textf("Points for load runs", "压测积分")
	for range l.Expired {
		grant(book, id, 1, -1, reason, now, zone)
	}
	lots := mall.Points(max(1, l.Lots))
	for n := range lots {
		part := l.Balance / lots
		if n == lots-1 {
			part = l.Balance - part*(lots-1)
		}
		if part > 0 {
			grant(book, id, part, int(100*(n%4+1)%400), reason, now, zone)
		}
	}
}
