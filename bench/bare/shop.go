package main

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

// shop reads the catalog: one prepared statement a table.
type shop struct {
	public                                                  string
	newest, bySlug, categories, skus, stocks, prices, tiers *sql.Stmt
}

// The list of products needs no descriptions.
const (
	listColumns    = "id, slug, name->>'en', '', kind, images, category_id, points_from"
	productColumns = "id, slug, name->>'en', description->>'en', kind, images, category_id, points_from"
)

func newShop(db *sql.DB, public string) (*shop, error) {
	s := &shop{public: public}
	for into, text := range map[**sql.Stmt]string{
		&s.newest:     "select " + listColumns + " from products where on_shelf order by id desc limit $1",
		&s.bySlug:     "select " + productColumns + " from products where slug = $1 and on_shelf",
		&s.categories: "select id, slug, name->>'en' from categories where id = any($1)",
		&s.skus:       "select id, product_id, code, name->>'en', minimum_balance, per_member, requires_tier from skus where product_id = any($1) order by code",
		&s.stocks:     "select sku_id, on_hand - reserved from stocks where sku_id = any($1)",
		&s.prices:     "select id, sku_id, points, cash_minor, cash_currency from price_options where sku_id = any($1) order by cash_minor is not null, requires_tier is not null, points, id",
		&s.tiers:      "select id, name->>'en' from tiers where id = any($1)",
	} {
		var err error
		if *into, err = db.Prepare(text); err != nil { //nolint:sqlclosecheck // they are needed until the process ends
			return nil, fmt.Errorf("%s: %w", text, err)
		}
	}
	return s, nil
}

const pageSize = 20

// catalog is the first page of the catalog, the newest product first.
func (s *shop) catalog(ctx context.Context) (*connection, error) {
	products, _, err := s.products(ctx, s.newest, pageSize+1)
	if err != nil {
		return nil, err
	}
	page := &connection{Nodes: products}
	if page.PageInfo.HasNextPage = len(products) > pageSize; page.PageInfo.HasNextPage {
		page.Nodes = products[:pageSize]
	}
	if n := len(page.Nodes); n > 0 {
		last := page.Nodes[n-1]
		cursor := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "c:%d %s", last.pointsFrom, showID("prd", last.ID)))
		page.PageInfo.EndCursor = &cursor
	}
	return page, s.complete(ctx, page.Nodes)
}

// product is the page of one product; nil when there is none.
func (s *shop) product(ctx context.Context, slug string) (*productPage, error) {
	found, descriptions, err := s.products(ctx, s.bySlug, slug)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if err := s.complete(ctx, found); err != nil {
		return nil, err
	}
	page := &productPage{product: found[0], Description: descriptions[0]}
	var codes []string
	for _, k := range found[0].Skus {
		if k.requiresTier != nil {
			codes = append(codes, *k.requiresTier)
		}
	}
	tiers := map[string]*tier{}
	if len(codes) > 0 {
		err := each(ctx, s.tiers, pq.Array(codes), func(rows *sql.Rows) error {
			t := &tier{}
			err := rows.Scan(&t.Code, &t.Name)
			tiers[t.Code] = t
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, k := range found[0].Skus {
		full := &fullSku{sku: k, MinimumBalance: k.minimumBalance, PerMemberLimit: k.perMember}
		if k.requiresTier != nil {
			full.RequiresTier = tiers[*k.requiresTier]
		}
		page.Skus = append(page.Skus, full)
	}
	return page, nil
}

// products reads the rows of the products that a statement finds.
func (s *shop) products(ctx context.Context, statement *sql.Stmt, arg any) (products []*product, descriptions []string, err error) {
	err = each(ctx, statement, arg, func(rows *sql.Rows) error {
		p := &product{Skus: []*sku{}, Images: []image{}}
		var description string
		var images []byte
		if err := rows.Scan(&p.ID, &p.Slug, &p.Name, &description, &p.Kind, &images, &p.categoryID, &p.pointsFrom); err != nil {
			return err
		}
		var stored []struct {
			Path string
			Alt  struct{ EN string }
		}
		if err := json.Unmarshal(images, &stored); err != nil {
			return err
		}
		for _, i := range stored {
			p.Images = append(p.Images, image{URL: s.public + i.Path, Alt: i.Alt.EN})
		}
		products, descriptions = append(products, p), append(descriptions, description)
		return nil
	})
	return products, descriptions, err
}

// complete reads everything around the products, and gives them all their ids as
// callers see them.
func (s *shop) complete(ctx context.Context, products []*product) error {
	byID := map[string]*product{}
	var ids, categoryIDs []string
	for _, p := range products {
		byID[p.ID] = p
		ids = append(ids, p.ID)
		if p.categoryID != nil {
			categoryIDs = append(categoryIDs, *p.categoryID)
		}
	}
	categories := map[string]*category{}
	err := each(ctx, s.categories, pq.Array(categoryIDs), func(rows *sql.Rows) error {
		c := &category{}
		var id string
		err := rows.Scan(&id, &c.Slug, &c.Name)
		c.ID = showID("cat", id)
		categories[id] = c
		return err
	})
	if err != nil {
		return err
	}
	if err := s.completeSkus(ctx, ids, byID); err != nil {
		return err
	}
	for _, p := range products {
		if p.categoryID != nil {
			p.Category = categories[*p.categoryID]
		}
		p.ID = showID("prd", p.ID)
	}
	return nil
}

func (s *shop) completeSkus(ctx context.Context, productIDs []string, products map[string]*product) error {
	skus := map[string]*sku{}
	var ids []string
	err := each(ctx, s.skus, pq.Array(productIDs), func(rows *sql.Rows) error {
		k := &sku{Prices: []price{}}
		var id string
		if err := rows.Scan(&id, &k.productID, &k.Code, &k.Name, &k.minimumBalance, &k.perMember, &k.requiresTier); err != nil {
			return err
		}
		k.ID = showID("sku", id)
		skus[id] = k
		ids = append(ids, id)
		products[k.productID].Skus = append(products[k.productID].Skus, k)
		return nil
	})
	if err != nil {
		return err
	}
	err = each(ctx, s.stocks, pq.Array(ids), func(rows *sql.Rows) error {
		var id string
		var available int64
		if err := rows.Scan(&id, &available); err != nil {
			return err
		}
		skus[id].Available = available
		return nil
	})
	if err != nil {
		return err
	}
	return each(ctx, s.prices, pq.Array(ids), func(rows *sql.Rows) error {
		var p price
		var id, skuID string
		var minor sql.NullInt64
		var currency sql.NullString
		if err := rows.Scan(&id, &skuID, &p.Points, &minor, &currency); err != nil {
			return err
		}
		p.ID = showID("prc", id)
		if minor.Valid {
			p.Cash = &money{fmt.Sprintf("%d.%02d", minor.Int64/100, minor.Int64%100), currency.String}
		}
		skus[skuID].Prices = append(skus[skuID].Prices, p)
		return nil
	})
}

// each calls f for every row of a statement's answer.
func each(ctx context.Context, statement *sql.Stmt, arg any, f func(*sql.Rows) error) (err error) {
	rows, err := statement.QueryContext(ctx, arg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// showID writes a UUID as the mall's callers see it.
func showID(kind, uuid string) string { return kind + "_" + strings.ReplaceAll(uuid, "-", "") }
