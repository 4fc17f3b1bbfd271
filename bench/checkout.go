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
)

const (
	checkoutClients = 32
	quoteClients    = 8
	quoteLines      = 5
)

// The price of a piece in this part: that of the demo's KETTLE-15.
const (
	checkoutPoints = "3000"
	checkoutCash   = "69.00"
)

const (
	placeQuery = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { ` +
		`order { id number status points payable { amount } } payment { id clientAction } userErrors { code message } } }`
	quoteQuery = `query Quote($input: QuoteInput!) { quote(input: $input) { ` +
		`quote { id validUntil points cash { amount } payable { amount } earns } userErrors { code message } } }`
)

// checkouts is the load: an order for one piece that costs points and money, then the callback
// that says that it is paid. Both are one.
func (p population) checkouts(to *child, hot bool, length time.Duration) wave {
	post := newPost(to.address)
	before := []byte(`{"query":` + strconv.Quote(placeQuery) + `,"variables":{"input":{"paymentMethod":"TEST","lines":[{"quantity":1,"skuId":"`)
	run := strconv.FormatUint(rand.Uint64(), 36) // tells this run's keys from others'
	return wave{
		address: to.address, clients: checkoutClients, length: length, pid: to.pid(),
		talk: func(i int) func(c *client) (wrong, err error) {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			key := fmt.Sprintf(`"}],"idempotencyKey":"buy-%s-%d-`, run, i)
			n := int64(0)
			var body, request []byte
			return func(c *client) (wrong, err error) {
				sku := p.skus[0]
				if !hot {
					sku = p.skus[random.IntN(len(p.skus))]
				}
				n++
				body = append(append(append(body[:0], before...), sku.String()...), key...)
				body = append(strconv.AppendInt(body, n, 10), `"}}}`...)
				request = post.appendTo(request[:0], p.tokens[random.IntN(len(p.tokens))], body)
				status, answer, err := c.do(request)
				if err != nil {
					return nil, err
				}
				path, wrong := callbackOf(status, answer)
				if wrong != nil {
					return wrong, nil
				}
				request = appendPaid(request[:0], to.address, path)
				status, answer, err = c.do(request)
				if err != nil {
					return nil, err
				}
				return checkPaid(status, answer), nil
			}
		},
	}
}

var (
	placeBegins    = []byte(`{"data":{"placeOrder":{"order":{"id":"ord_`)
	placeHas       = []byte(`"status":"PENDING_PAYMENT","points":` + checkoutPoints + `,"payable":{"amount":"` + checkoutCash + `"}`)
	placeActs      = []byte(`"clientAction":"`)
	callbackBegins = []byte("/payments/test/")
)

// callbackOf is where the payment of a placed order is told to be paid, as a path.
func callbackOf(status int, body []byte) (path []byte, wrong error) {
	_, action, found := bytes.Cut(body, placeActs)
	action, _, closed := bytes.Cut(action, []byte(`"`))
	if at := bytes.Index(action, callbackBegins); found && closed && at >= 0 && status == http.StatusOK && bytes.HasPrefix(body, placeBegins) && bytes.Contains(body, placeHas) {
		return action[at:], nil
	}
	return nil, fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

func appendPaid(buf []byte, address string, path []byte) []byte {
	const body = `{"outcome":"paid"}`
	buf = append(append(append(buf, "POST "...), path...), " HTTP/1.1\r\nHost: "...)
	buf = append(append(buf, address...), "\r\nContent-Type: application/json\r\nContent-Length: "...)
	return append(append(strconv.AppendInt(buf, int64(len(body)), 10), "\r\n\r\n"...), body...)
}

func checkPaid(status int, body []byte) error {
	if status == http.StatusOK && bytes.Contains(body, []byte(`"status":"PAID"`)) {
		return nil
	}
	return fmt.Errorf("callback: HTTP %d: %s", status, body[:min(len(body), 500)])
}

// quotes is the load: what five pieces of five SKUs cost a random member.
func (p population) quotes(to *child, length time.Duration) wave {
	post := newPost(to.address)
	before := []byte(`{"query":` + strconv.Quote(quoteQuery) + `,"variables":{"input":{"lines":[`)
	return wave{
		address: to.address, clients: quoteClients, length: length, pid: to.pid(), check: checkQuote,
		source: func(int) func([]byte) []byte {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			var body []byte
			return func(buf []byte) []byte {
				body = append(body[:0], before...)
				first := random.IntN(len(p.skus))
				for i := range min(quoteLines, len(p.skus)) {
					if i > 0 {
						body = append(body, ',')
					}
					body = append(body, `{"quantity":1,"skuId":"`...)
					body = append(append(body, p.skus[(first+i)%len(p.skus)].String()...), `"}`...)
				}
				body = append(body, `]}}}`...)
				return post.appendTo(buf, p.tokens[random.IntN(len(p.tokens))], body)
			}
		},
	}
}

// checkQuote accepts a quote, and nothing else.
func checkQuote(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, []byte(`{"data":{"quote":{"quote":{"id":"`)) && bytes.Contains(body, []byte(`},"userErrors":[]}}`)) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// checkout measures orders for points and money with their paid callbacks against the
// yardstick, and quotes against the bare handler's catalog page.
func (b *bench) checkout(ctx context.Context) error {
	if !b.wants(partExchange) && !b.wants(partDraws) { // they have made the yardstick's database already
		if err := b.seedYardstick(ctx); err != nil {
			return err
		}
	}
	b.progress.say("making %s", checkoutDatabase)
	if err := b.cluster.create(ctx, checkoutDatabase); err != nil {
		return err
	}
	url := b.cluster.of(checkoutDatabase)
	_, err := b.pointsmall(ctx, url, "seed", "bench", "--members", strconv.Itoa(b.members), "--skus", strconv.Itoa(b.skus),
		"--price", checkoutPoints, "--cash", checkoutCash, "--balance", "100000000", "--rules")
	if err != nil {
		return err
	}
	if err := b.cluster.exec(ctx, checkoutDatabase, analyzeSeeded); err != nil {
		return err
	}
	people, err := populate(ctx, url)
	if err != nil {
		return err
	}
	server, err := b.serve(ctx, url, "checkout")
	if err != nil {
		return err
	}
	defer server.stop()
	b.progress.step(b.seeding(), "warming up")
	paid := 0
	ours := func(hot bool, length time.Duration) (Run, error) {
		run, err := people.checkouts(server, hot, length).send(ctx)
		paid += run.Requests
		return run, err
	}
	if _, err := ours(false, b.warmUp()); err != nil {
		return fmt.Errorf("%w\n%s", err, server.logged())
	}
	if _, err := b.pgbench(ctx, "uniform", checkoutClients, b.warmUp()); err != nil {
		return err
	}
	for _, load := range []struct {
		name, script string
		target       Target
	}{
		{"orders placed and paid, uniform", "uniform", Target{Least: 0.4, Aim: 1}},
		{"orders placed and paid, one hot SKU", "hot", Target{Least: 2, Aim: 5}},
	} {
		duel := Duel{Name: load.name, Clients: checkoutClients, Target: load.target}
		err := b.fight(&duel, load.name, "yardstick's "+load.script+" script", func() (Run, error) { return ours(load.script == "hot", b.length()) },
			func() (Run, error) { return b.pgbench(ctx, load.script, checkoutClients, b.length()) })
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", load.name, err, server.logged())
		}
		b.report.Checkout = append(b.report.Checkout, duel)
	}
	if err := b.quoted(ctx, people, server); err != nil {
		return err
	}
	server.stop()
	b.note(server)
	return b.proveCheckouts(ctx, url, paid)
}

// quoted measures quotes against the bare handler's catalog page, on the demo's catalog.
func (b *bench) quoted(ctx context.Context, people population, server *child) (err error) {
	if !b.wants(partCatalog) { // else the part makes it again, later
		defer func() { err = errors.Join(err, b.cluster.drop(ctx, catalogDatabase)) }()
	}
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
	bare, err := b.serveBare(ctx, "-database", database, "-public-url", publicURL)
	if err != nil {
		return err
	}
	defer bare.stop()
	duel := Duel{Name: fmt.Sprintf("quotes of %d lines", quoteLines), Clients: quoteClients, Target: Target{Least: 0.3}}
	page := [][]byte{newGet(bare.address, "/catalog")}
	err = b.fight(&duel, "quotes", "bare handler's catalog page", func() (Run, error) { return people.quotes(server, b.length()).send(ctx) },
		func() (Run, error) { return reads(bare, page, quoteClients, b.length()).send(ctx) })
	if err != nil {
		return fmt.Errorf("quotes: %w\n%s", err, server.logged())
	}
	b.report.Checkout = append(b.report.Checkout, duel)
	return nil
}

// proveCheckouts checks that every order that was told to be paid is, and that the books are
// right.
func (b *bench) proveCheckouts(ctx context.Context, url string, paid int) error {
	b.progress.say("checking the books after %s orders", whole(float64(paid)))
	var stored int
	if err := b.cluster.value(ctx, checkoutDatabase, "select count(*) from orders where status = '"+string(mall.OrderPaid)+"'", &stored); err != nil {
		return err
	}
	if stored != paid {
		return fmt.Errorf("%d orders were answered as paid, %d are stored so", paid, stored)
	}
	out, err := b.pointsmall(ctx, url, "reconcile")
	if err != nil {
		return err
	}
	b.report.notef("after %s orders, reconcile says: %s", whole(float64(paid)), tail(out))
	return nil
}
