package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// What the earning part measures.
const (
	batchSize      = 100 // purchases a call
	batchClients   = 8
	checkInClients = 32
)

const (
	purchasesQuery = `mutation Record($input: RecordPurchasesInput!) { recordPurchases(input: $input) { results { pointsEarned duplicate userErrors { code } } } }`
	checkInQuery   = `mutation CheckIn($input: CheckInInput!) { checkIn(input: $input) { streak pointsEarned userErrors { code } } }`
)

// insertTill makes the account of a till that reports purchases.
const insertTill = "insert into staff (id, name, login, password_hash, grants, created_at) " +
	"values (gen_random_uuid(), 'bench', 'bench', '-', '[\"EARN\"]', now())"

// analyzeSeeded looks at the tables that are full alone: PostgreSQL plans badly for tables
// that were empty when they were analyzed, which happens in no mall, until it analyzes them
// again, a minute later.
const analyzeSeeded = "vacuum analyze members, accounts, journals, entries, lots, skus, staff, tiers, earning_rules"

// earning measures batches of purchases under ten active rules, and check-ins, against
// the yardstick.
func (b *bench) earning(ctx context.Context) error {
	if !b.wants(partExchange) { // it has made the yardstick's database already
		if err := b.seedYardstick(ctx); err != nil {
			return err
		}
	}
	b.progress.say("making %s", earningDatabase)
	if err := b.cluster.create(ctx, earningDatabase); err != nil {
		return err
	}
	url := b.cluster.of(earningDatabase)
	if _, err := b.pointsmall(ctx, url, "seed", "bench", "--members", strconv.Itoa(b.members), "--skus", "1", "--balance", "0", "--rules"); err != nil {
		return err
	}
	if err := b.cluster.exec(ctx, earningDatabase, insertTill, analyzeSeeded); err != nil {
		return err
	}
	token, err := b.pointsmall(ctx, url, "token", "--staff", "bench")
	if err != nil {
		return err
	}
	server, err := b.serve(ctx, url, "earning", "--no-jobs")
	if err != nil {
		return err
	}
	defer server.stop()
	people, err := populate(ctx, url)
	if err != nil {
		return err
	}
	b.progress.step(b.seeding(), "measuring")
	rival := func(clients int) func() (Run, error) {
		return func() (Run, error) { return b.pgbench(ctx, "uniform", clients, b.length()) }
	}
	purchases := Duel{Name: fmt.Sprintf("purchases in batches of %d, ten rules", batchSize), Clients: batchClients, Target: Target{Least: 1.2, Aim: 3}}
	err = b.fight(&purchases, "purchases in batches", "yardstick, 32 clients", func() (Run, error) {
		run, err := b.purchases(server, strings.TrimSpace(token)).send(ctx)
		run.Rate *= batchSize
		return run, err
	}, rival(32))
	if err != nil {
		return fmt.Errorf("%w\n%s", err, server.logged())
	}
	checkIns := Duel{Name: "check-ins", Clients: checkInClients, Target: Target{Least: 1}}
	var next atomic.Int64
	err = b.fight(&checkIns, "check-ins", "yardstick", func() (Run, error) {
		return people.checkIns(server, &next, b).send(ctx)
	}, rival(checkInClients))
	if err != nil {
		return fmt.Errorf("%w\n%s", err, server.logged())
	}
	b.report.Earning = append(b.report.Earning, purchases, checkIns)
	server.stop()
	b.note(server)
	out, err := b.pointsmall(ctx, url, "reconcile")
	if err != nil {
		return err
	}
	b.report.notef("after the purchases and check-ins, reconcile says: %s", tail(out))
	return b.ruleCost(ctx)
}

// purchases is the load: batches of random members' purchases, each with a number of
// its own.
func (b *bench) purchases(to *child, token string) wave {
	post := newPost(to.address)
	run := strconv.FormatUint(rand.Uint64(), 36)
	return wave{
		address: to.address, clients: batchClients, length: b.length(), pid: to.pid(), check: checkPurchases,
		source: func(client int) func([]byte) []byte {
			random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			n := 0
			return func(buf []byte) []byte {
				var body bytes.Buffer
				body.WriteString(`{"query":` + strconv.Quote(purchasesQuery) + `,"variables":{"input":{"purchases":[`)
				at := time.Now().UTC().Format(time.RFC3339)
				for i := range batchSize {
					if i > 0 {
						body.WriteByte(',')
					}
					n++
					yuan := 1 + random.IntN(900)
					fmt.Fprintf(&body, `{"externalRef":"%s-%d-%d","memberRef":"bench-%d","occurredAt":"%s","total":{"amount":"%d.00","currency":"CNY"},`+
						`"lines":[{"sku":"BENCH-%d","quantity":1,"unitPrice":"%d.00"}]}`, run, client, n, 1+random.IntN(b.members), at, yuan, 1+random.IntN(900), yuan)
				}
				body.WriteString(`]}}}`)
				return post.appendTo(buf, token, body.Bytes())
			}
		},
	}
}

// checkPurchases accepts a batch that was recorded whole.
func checkPurchases(status int, body []byte) error {
	if status == http.StatusOK && bytes.Count(body, []byte(`"duplicate":false,"userErrors":[]`)) == batchSize && bytes.HasPrefix(body, []byte(`{"data":{"recordPurchases"`)) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// checkIns is the load: each member checks in once, the next one each time. A round takes its
// part of the members at most, so that they suffice for all rounds: a fast mall ends it early.
func (p population) checkIns(to *child, next *atomic.Int64, b *bench) wave {
	post := newPost(to.address)
	end := next.Load() + int64(len(p.tokens)/b.rounds)
	return wave{
		address: to.address, clients: checkInClients, length: b.length(), pid: to.pid(), check: checkCheckIn,
		source: func(int) func([]byte) []byte {
			return func(buf []byte) []byte {
				n := next.Add(1) - 1
				if n >= end {
					next.Store(end)
					return nil
				}
				return post.appendTo(buf, p.tokens[n], []byte(`{"query":`+strconv.Quote(checkInQuery)+`,"variables":{"input":{"idempotencyKey":"bench"}}}`))
			}
		},
	}
}

// checkCheckIn accepts a check-in that was counted.
func checkCheckIn(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, []byte(`{"data":{"checkIn":{"streak":1,"pointsEarned":5,"userErrors":[]}}`)) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}

// ruleCost notes what evaluating a rule costs by itself.
func (b *bench) ruleCost(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "Evaluate", "-benchtime", "20000x", "./mall/earning/rule")
	cmd.Dir = b.root
	out, err := cmd.CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "Benchmark") {
			b.report.notef("evaluating ten rules for a purchase by themselves: %s", strings.Join(strings.Fields(line), " "))
		}
	}
	return nil
}
