package seed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/staff"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/seed/demo"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// DemoPassword signs every demo user in.
const DemoPassword = "demo-password"

// ErrNotEmpty says that the database has members or products already.
var ErrNotEmpty = errors.New("the database is not empty: demo data goes into an empty one")

// Demo adds the demo mall in one transaction: its catalog, its earning rules, two members with
// points, a staff user and a partner. It refuses with ErrNotEmpty.
func Demo(ctx context.Context, db *store.DB, clock mall.Clock) error {
	content, err := demo.LoadCatalog()
	if err != nil {
		return err
	}
	hash, err := access.HashPassword(ctx, DemoPassword)
	if err != nil {
		return err
	}
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if full, err := notEmpty(ctx, tx.Ent()); err != nil || full {
			return errors.Join(err, ErrNotEmpty)
		}
		if err := demoCatalog(ctx, tx, content, clock()); err != nil {
			return fmt.Errorf("demo catalog: %w", err)
		}
		if err := DemoRules(ctx, tx, clock()); err != nil {
			return fmt.Errorf("demo rules: %w", err)
		}
		return demoPeople(ctx, tx, hash, clock(), settings.Zone)
	})
}

// HasDemo reports whether the demo's staff user is in the database, whose password
// everybody can read.
func HasDemo(ctx context.Context, db *store.DB) (bool, error) {
	return db.Ent().Staff.Query().Where(staff.Name("demo-admin")).Exist(ctx)
}

func notEmpty(ctx context.Context, client *ent.Client) (bool, error) {
	members, err := client.Member.Query().Exist(ctx)
	if err != nil || members {
		return members, err
	}
	return client.Product.Query().Exist(ctx)
}

func demoCatalog(ctx context.Context, tx *store.Tx, content demo.Catalog, now time.Time) error {
	ids := map[string]mall.CategoryID{}
	for i, c := range content.Categories {
		create := tx.Ent().Category.Create().SetSlug(c.Slug).SetName(c.Name).SetPosition(i)
		if c.Parent != "" {
			create.SetParentID(ids[c.Parent])
		}
		row, err := create.Save(ctx)
		if err != nil {
			return err
		}
		ids[c.Slug] = row.ID
	}
	products := make([]catalog.NewProduct, len(content.Products))
	for i, p := range content.Products {
		category := ids[p.Category]
		products[i] = catalog.NewProduct{
			Slug: p.Slug, Name: p.Name, Description: p.Description, Kind: p.Kind, Category: &category,
			Images: []mall.Image{{Path: mall.Path("/images/" + p.Slug + ".svg"), Alt: p.Name}},
		}
		if p.AvailableInHours > 0 {
			from := now.Add(time.Duration(p.AvailableInHours) * time.Hour)
			products[i].AvailableFrom = &from
		}
		for _, k := range p.SKUs {
			sku, err := demoSku(k)
			if err != nil {
				return err
			}
			products[i].Skus = append(products[i].Skus, sku)
		}
	}
	return catalog.Add(ctx, tx, now, products)
}

func demoSku(k demo.SKU) (catalog.NewSku, error) {
	sku := catalog.NewSku{Code: k.Code, Name: k.Name, Stock: int64(k.Stock), MinimumBalance: k.MinimumBalance, OffsetPercent: k.OffsetPercent}
	if k.RequiresTier != "" {
		sku.RequiresTier = &k.RequiresTier
	}
	if k.PerMember > 0 {
		sku.PerMember = &k.PerMember
	}
	if k.Points > 0 {
		sku.Prices = append(sku.Prices, catalog.Price{Points: k.Points})
	}
	for _, tier := range slices.Sorted(maps.Keys(k.TierPoints)) {
		sku.Prices = append(sku.Prices, catalog.Price{Points: k.TierPoints[tier], RequiresTier: &tier})
	}
	if k.PlusCash != nil {
		cash, err := k.PlusCash.Money()
		if err != nil {
			return sku, fmt.Errorf("SKU %s: %w", k.Code, err)
		}
		sku.Prices = append(sku.Prices, catalog.Price{Points: k.PlusCash.Points, Cash: &cash})
	}
	return sku, nil
}

// demoLots are the points of demo-alice: days until they expire (0: never).
var demoLots = []struct {
	points mall.Points
	days   int
}{{1000, 20}, {2000, 75}, {3000, 300}, {4000, 0}}

func demoPeople(ctx context.Context, tx *store.Tx, hash string, now time.Time, zone *time.Location) error {
	client := tx.Ent()
	alice, err := client.Member.Create().SetExternalRef("demo-alice").SetLogin("alice@demo.test").SetFolded(member.FoldTexts("Alice", "alice@demo.test", "demo-alice")).SetPasswordHash(hash).
		SetDisplayName("Alice").SetTierID("silver").SetTierGranted(true).SetTierUntil(now.AddDate(1, 0, 0)).SetCreatedAt(now).Save(ctx)
	if err != nil {
		return err
	}
	bob, err := client.Member.Create().SetExternalRef("demo-bob").SetLogin("bob@demo.test").SetFolded(member.FoldTexts("Bob", "bob@demo.test", "demo-bob")).SetPasswordHash(hash).
		SetDisplayName("Bob").SetCreatedAt(now).Save(ctx)
	if err != nil {
		return err
	}
	err = client.Staff.Create().SetName("demo-admin").SetLogin("admin@demo.test").SetPasswordHash(hash).
		SetPermissions([]mall.Permission{mall.PermissionAll}).SetCreatedAt(now).Exec(ctx)
	if err != nil {
		return err
	}
	err = client.Partner.Create().SetName("demo-partner").SetPermissions([]mall.Permission{mall.PermissionEarn, mall.PermissionCatalog}).SetCreatedAt(now).Exec(ctx)
	if err != nil {
		return err
	}

	members := []mall.MemberID{alice.ID, bob.ID}
	var accounts store.Batch
	ledger.OpenAccounts(&accounts, members, now)
	if err := accounts.Exec(ctx, tx); err != nil {
		return err
	}
	book, err := ledger.OpenForGrants(ctx, tx, now, zone, members)
	if err != nil {
		return err
	}
	reason := mall.Textf("Welcome to the demo mall", "欢迎来到演示商城")
	for _, l := range demoLots {
		grant(book, alice.ID, l.points, l.days, reason, now, zone)
	}
	grant(book, bob.ID, 500, 0, reason, now, zone)
	var points store.Batch
	book.Save(&points)
	return points.Exec(ctx, tx)
}

// grant gives points that last so many days after today; 0: for ever.
func grant(book *ledger.Book, m mall.MemberID, points mall.Points, days int, reason mall.Text, now time.Time, zone *time.Location) {
	terms := ledger.Terms{EarnedAt: now, UsableFrom: now}
	if days != 0 {
		terms.ExpiresAt = new(mall.StartOfDay(mall.DateOf(now, zone).AddDays(days+1), zone))
	}
	account, _ := book.Account(m) // opened above
	account.Grant(mall.EntryEarn, points, terms, ledger.Cause{Reason: &reason})
}
