package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// exchangeTargets are ratios to the yardstick, by kind and number of clients.
var exchangeTargets = map[string]map[int]Target{
	"uniform": {1: {Least: 0.5}, 32: {Least: 1.2, Aim: 3}, 128: {Least: 1.5}},
	"hot":     {32: {Least: 4, Aim: 10}, 128: {Least: 6}},
}

const exchangeQuery = `mutation Exchange($input: ExchangeInput!) { exchange(input: $input) { ` +
	`order { id number status points } account { available } userErrors { code message } } }`

// population is who exchanges, and for what.
type population struct {
	tokens []string     // of the members
	skus   []mall.SkuID // BENCH-1 first
}

// populate reads a seeded database and signs a token for each of its members.
func populate(ctx context.Context, url string) (population, error) {
	return populateFrom(ctx, url, "bench")
}

// populateFrom is populate for the members of one prefix.
func populateFrom(ctx context.Context, url, prefix string) (p population, err error) {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	service, err := access.New(ctx, db, event.NewBus(db), mall.SystemClock)
	if err != nil {
		return p, err
	}
	members, err := readIDs[mall.MemberID](ctx, db, "select id from members where external_ref like '"+prefix+"-%'")
	if err != nil {
		return p, err
	}
	for _, id := range members {
		token, err := service.SignMember(id, 12*time.Hour)
		if err != nil {
			return p, err
		}
		p.tokens = append(p.tokens, token)
	}
	p.skus, err = readIDs[mall.SkuID](ctx, db, "select id from skus where code like 'BENCH-%' order by length(code), code")
	if err == nil && (len(p.tokens) == 0 || len(p.skus) == 0) {
		err = fmt.Errorf("%d members and %d SKUs to exchange with", len(p.tokens), len(p.skus))
	}
	return p, err
}

func readIDs[T any](ctx context.Context, db *store.DB, query string) ([]T, error) {
	rows, err := db.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []T
	for rows.Next() {
		var id T
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// exchanges is the load: a random member each time, a random SKU or always the
// first, and a new idempotency key.
func (p population) exchanges(to *child, hot bool, clients int, length time.Duration) wave {
	post := newPost(to.address)
	before := []byte(`{"query":` + strconv.Quote(exchangeQuery) + `,"variables":{"input":{"skuId":"`)
	run := strconv.FormatUint(rand.Uint64(), 36) // tells this run's keys from others'
	return wave{
		address: to.address, clients: clients, length: length, pid: to.pid(), check: checkExchange,
		source: func(client int) func([]byte) []byte {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			key := fmt.Sprintf("bench-%s-%d-", run, client)
			n := int64(0)
			var body []byte
			return func(buf []byte) []byte {
				sku := p.skus[0]
				if !hot {
					sku = p.skus[random.IntN(len(p.skus))]
				}
				n++
				body = append(append(body[:0], before...), sku.String()...)
				body = append(append(body, `","idempotencyKey":"`...), key...)
				body = append(strconv.AppendInt(body, n, 10), `"}}}`...)
				return post.appendTo(buf, p.tokens[random.IntN(len(p.tokens))], body)
			}
		},
	}
}

var (
	exchangeBegins = []byte(`{"data":{"exchange":{"order":{"id":"ord_`)
	exchangeHas    = []byte(`"status":"PAID","points":1`) // prices are 100 to 149 points
	exchangeEnds   = []byte(`},"userErrors":[]}},"extensions":{"cost":{`)
)

// checkExchange accepts an order that is paid, and nothing else.
func checkExchange(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, exchangeBegins) && bytes.Contains(body, exchangeHas) &&
		bytes.Contains(body, exchangeEnds) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// exchange measures exchanges against the yardstick.
func (b *bench) exchange(ctx context.Context) error {
	if err := b.seedMall(ctx); err != nil {
		return err
	}
	if err := b.seedYardstick(ctx); err != nil {
		return err
	}
	url := b.cluster.of(mallDatabase)
	people, err := populate(ctx, url)
	if err != nil {
		return err
	}
	server, err := b.serve(ctx, url, "exchange")
	if err != nil {
		return err
	}
	defer server.stop()
	b.progress.step(b.seeding(), "warming up")
	placed := 0
	ours := func(hot bool, clients int, length time.Duration) (Run, error) {
		run, err := people.exchanges(server, hot, clients, length).send(ctx)
		placed += run.Requests
		return run, err
	}
	if _, err := ours(false, 8, b.warmUp()); err != nil {
		return err
	}
	if _, err := b.pgbench(ctx, "uniform", 8, b.warmUp()); err != nil {
		return err
	}
	b.progress.step(2*b.warmUp(), "measuring")
	for _, kind := range []string{"uniform", "hot"} {
		for _, clients := range b.clients {
			duel := Duel{Name: kind, Clients: clients, Target: exchangeTargets[kind][clients]}
			err := b.fight(&duel, "exchange "+kind, "yardstick",
				func() (Run, error) { return ours(kind == "hot", clients, b.length()) },
				func() (Run, error) { return b.pgbench(ctx, kind, clients, b.length()) })
			if err != nil {
				return fmt.Errorf("exchange %s, %d clients: %w\n%s", kind, clients, err, server.logged())
			}
			b.report.Exchange = append(b.report.Exchange, duel)
		}
	}
	server.stop()
	b.note(server)
	return b.proveExchanges(ctx, url, placed)
}

// proveExchanges checks that every answered exchange is stored, and that the books
// are right.
func (b *bench) proveExchanges(ctx context.Context, url string, placed int) error {
	b.progress.say("checking the books after %s exchanges", whole(float64(placed)))
	var stored int
	if err := b.cluster.value(ctx, mallDatabase, "select count(*) from orders where status = 'PAID'", &stored); err != nil {
		return err
	}
	if stored != placed {
		return fmt.Errorf("%d exchanges were answered with success, %d orders are stored", placed, stored)
	}
	out, err := b.pointsmall(ctx, url, "reconcile")
	if err != nil {
		return err
	}
	b.report.notef("after %s exchanges, reconcile says: %s", whole(float64(placed)), tail(out))
	return nil
}
