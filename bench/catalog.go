package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"reflect"
	"strconv"
	"time"

	"pointsmall/mall/store"
)

const (
	catalogClients = 8
	// publicURL stands before images' paths, on both sides the same.
	publicURL = "http://mall.test"

	catalogQuery = `query Catalog { products(first: 20) { nodes { id slug name kind category { id slug name } images { url alt } ` +
		`skus { id code name available prices { id points cash { amount currency } } } } pageInfo { hasNextPage endCursor } } }`
	productQuery = `query Product($slug: String!) { product(slug: $slug) { id slug name description kind category { id slug name } images { url alt } ` +
		`skus { id code name available minimumBalance perMemberLimit requiresTier { code name } prices { id points cash { amount currency } } } } }`
)

var catalogTarget = Target{Least: 0.5, Aim: 1}

// page is a page of the catalog: how each side is asked for it.
type page struct {
	name       string
	ours, bare [][]byte // requests, for the same things in the same order
}

// pages are the catalog's first page and every product's.
func pages(ours, bare string, slugs []string) []page {
	post := newPost(ours)
	list := page{name: "catalog page"}
	list.ours = append(list.ours, post.appendTo(nil, "", []byte(`{"query":`+strconv.Quote(catalogQuery)+`}`)))
	list.bare = append(list.bare, newGet(bare, "/catalog"))
	single := page{name: "product page"}
	for _, slug := range slugs {
		body := `{"query":` + strconv.Quote(productQuery) + `,"variables":{"slug":` + strconv.Quote(slug) + `}}`
		single.ours = append(single.ours, post.appendTo(nil, "", []byte(body)))
		single.bare = append(single.bare, newGet(bare, "/product?slug="+url.QueryEscape(slug)))
	}
	return []page{list, single}
}

// reads is the load: one of the requests each time, at random.
func reads(to *child, requests [][]byte, clients int, length time.Duration) wave {
	return wave{
		address: to.address, clients: clients, length: length, pid: to.pid(), check: checkPage,
		source: func(int) func([]byte) []byte {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			return func(buf []byte) []byte { return append(buf, requests[random.IntN(len(requests))]...) }
		},
	}
}

// checkPage accepts a page with a product in it.
func checkPage(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, []byte(`{"data":{"product`)) && bytes.Contains(body, []byte(`"id":"sku_`)) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// same fails unless both sides answer every request with the same data.
func (p page) same(ctx context.Context, ours, bare string) error {
	for i := range p.ours {
		var answers [2]struct{ Data any }
		for side, ask := range []func() (int, []byte, error){
			func() (int, []byte, error) { return fetch(ctx, ours, p.ours[i]) },
			func() (int, []byte, error) { return fetch(ctx, bare, p.bare[i]) },
		} {
			status, body, err := ask()
			if err == nil {
				err = checkPage(status, body)
			}
			if err == nil {
				err = json.Unmarshal(body, &answers[side])
			}
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		if !reflect.DeepEqual(answers[0], answers[1]) {
			left, right := fmt.Sprint(answers[0]), fmt.Sprint(answers[1])
			return fmt.Errorf("the two sides show different %ss:\nours: %s\nbare: %s", p.name, left, right)
		}
	}
	return nil
}

// catalog measures the catalog's pages against the bare handler.
func (b *bench) catalog(ctx context.Context) error {
	b.progress.say("making %s", catalogDatabase)
	if err := b.cluster.create(ctx, catalogDatabase); err != nil {
		return err
	}
	database := b.cluster.of(catalogDatabase)
	if _, err := b.pointsmall(ctx, database, "seed", "demo"); err != nil {
		return err
	}
	if err := b.cluster.exec(ctx, catalogDatabase, "vacuum analyze"); err != nil {
		return err
	}
	slugs, err := productSlugs(ctx, database)
	if err != nil {
		return err
	}
	server, err := b.serve(ctx, database, "catalog", "--public-url", publicURL)
	if err != nil {
		return err
	}
	defer server.stop()
	bare, err := b.serveBare(ctx, "-database", database, "-public-url", publicURL)
	if err != nil {
		return err
	}
	defer bare.stop()
	all := pages(server.address, bare.address, slugs)
	for _, p := range all {
		if err := p.same(ctx, server.address, bare.address); err != nil {
			return err
		}
	}
	for _, p := range all {
		duel := Duel{Name: p.name, Clients: catalogClients, Target: catalogTarget}
		side := func(to *child, requests [][]byte) func() (Run, error) {
			return func() (Run, error) { return reads(to, requests, catalogClients, b.length()).send(ctx) }
		}
		if err := b.fight(&duel, p.name, "bare handler", side(server, p.ours), side(bare, p.bare)); err != nil {
			return fmt.Errorf("%s: %w\n%s", p.name, err, server.logged())
		}
		b.report.Catalog = append(b.report.Catalog, duel)
	}
	server.stop()
	b.note(server)
	return nil
}

// serveBare starts the bare handler.
func (b *bench) serveBare(ctx context.Context, args ...string) (*child, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return startServer(ctx, address, "/readyz", filepath.Join(b.dir, "bare.log"), b.program("bare"), append([]string{"-listen", address}, args...)...)
}

func productSlugs(ctx context.Context, database string) (slugs []string, err error) {
	db, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return readIDs[string](ctx, db, "select slug from products where on_shelf order by id")
}
