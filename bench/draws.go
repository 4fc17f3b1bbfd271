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
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

// drawClients is how many clients draw at once.
const drawClients = 32

const drawQuery = `mutation Draw($input: DrawLotteryInput!) { drawLottery(input: $input) { ` +
	`draw { id sequence outcome prize { key } } account { available } userErrors { code message } } }`

// openWheel makes a lottery in which every draw costs a point and 30 % win points, and starts it.
func openWheel(ctx context.Context, url string) (id mall.CampaignID, err error) {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return id, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	services, err := wiring.New(ctx, db, mall.SystemClock)
	if err != nil {
		return id, err
	}
	defer services.Close()
	now, bench := mall.SystemClock(), mall.Actor{Kind: mall.ActorSystem}
	draft, err := services.Lotteries.Create(ctx, bench, lottery.NewLottery{
		Slug: "bench", Name: mall.Text{EN: "Bench"}, Rules: mall.Text{EN: "Draw."}, StartsAt: now, EndsAt: now.Add(24 * time.Hour), Cost: 1,
		Prizes: []lottery.NewPrize{
			{Key: "points", Name: mall.Text{EN: "Points"}, Kind: mall.PrizePoints, Points: new(mall.Points(5)), OddsPpm: 300_000},
			{Key: "nothing", Name: mall.Text{EN: "Nothing"}, Kind: mall.PrizeNothing, OddsPpm: 700_000},
		},
	})
	if err != nil {
		return id, err
	}
	_, err = services.Lotteries.Start(ctx, bench, draft.ID, draft.Version)
	return draft.ID, err
}

// draws is the load: a random member each time, always one lottery, and a new key.
func (p population) draws(to *child, id mall.CampaignID, length time.Duration) wave {
	post := newPost(to.address)
	before := []byte(`{"query":` + strconv.Quote(drawQuery) + `,"variables":{"input":{"campaignId":"` + id.String() + `","idempotencyKey":"`)
	run := strconv.FormatUint(rand.Uint64(), 36) // tells this run's keys from others'
	return wave{
		address: to.address, clients: drawClients, length: length, pid: to.pid(), check: checkDraw,
		source: func(client int) func([]byte) []byte {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			key := fmt.Sprintf("draw-%s-%d-", run, client)
			n := int64(0)
			var body []byte
			return func(buf []byte) []byte {
				n++
				body = append(append(body[:0], before...), key...)
				body = append(strconv.AppendInt(body, n, 10), `"}}}`...)
				return post.appendTo(buf, p.tokens[random.IntN(len(p.tokens))], body)
			}
		},
	}
}

var (
	drawBegins = []byte(`{"data":{"drawLottery":{"draw":{"id":"ldr_`)
	drawEnds   = []byte(`},"userErrors":[]}},"extensions":{"cost":{`)
)

// checkDraw accepts a draw, and nothing else.
func checkDraw(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, drawBegins) && bytes.Contains(body, drawEnds) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// drawLots measures draws of one lottery against the yardstick's hot script.
func (b *bench) drawLots(ctx context.Context) error {
	if !b.wants(partExchange) { // it has made both databases already
		if err := b.seedMall(ctx); err != nil {
			return err
		}
		if err := b.seedYardstick(ctx); err != nil {
			return err
		}
	}
	url := b.cluster.of(mallDatabase)
	id, err := openWheel(ctx, url)
	if err != nil {
		return err
	}
	people, err := populate(ctx, url)
	if err != nil {
		return err
	}
	server, err := b.serve(ctx, url, "draws")
	if err != nil {
		return err
	}
	defer server.stop()
	b.progress.step(b.seeding(), "warming up")
	drawn := 0
	ours := func(length time.Duration) (Run, error) {
		run, err := people.draws(server, id, length).send(ctx)
		drawn += run.Requests
		return run, err
	}
	if _, err := ours(b.warmUp()); err != nil {
		return err
	}
	if _, err := b.pgbench(ctx, "hot", drawClients, b.warmUp()); err != nil {
		return err
	}
	duel := Duel{Name: "draws of one lottery, 30 % win points", Clients: drawClients, Target: Target{Least: 4, Aim: 8}}
	err = b.fight(&duel, "draws", "yardstick's hot script", func() (Run, error) { return ours(b.length()) },
		func() (Run, error) { return b.pgbench(ctx, "hot", drawClients, b.length()) })
	if err != nil {
		return fmt.Errorf("draws: %w\n%s", err, server.logged())
	}
	b.report.Draws = append(b.report.Draws, duel)
	server.stop()
	b.note(server)
	return b.proveDraws(ctx, url, drawn)
}

// proveDraws checks that every answered draw is stored, and that the books are right.
func (b *bench) proveDraws(ctx context.Context, url string, drawn int) error {
	b.progress.say("checking the books after %s draws", whole(float64(drawn)))
	var stored int
	if err := b.cluster.value(ctx, mallDatabase, "select count(*) from lottery_draws", &stored); err != nil {
		return err
	}
	if stored != drawn {
		return fmt.Errorf("%d draws were answered with success, %d are stored", drawn, stored)
	}
	out, err := b.pointsmall(ctx, url, "reconcile")
	if err != nil {
		return err
	}
	b.report.notef("after %s draws, reconcile says: %s", whole(float64(drawn)), tail(out))
	return nil
}
