package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"time"
)

// What the ledger's part measures.
const (
	richMembers = 8
	richLots    = 10_000
	fewLots     = 5
	// sweptLots are the expired lots of each member of the sweep.
	sweptLots  = 10
	ledgerLoad = 32 // clients that exchange during the sweep
)

// sweepSeeding is about how long it takes to make the database.
func (o options) sweepSeeding() time.Duration { return 4 * o.seeding() }

// ledger measures exchanges in hard circumstances against exchanges in easy ones: by
// members with very many lots, and while a sweep expires a million of them.
func (b *bench) ledger(ctx context.Context) error {
	url := b.cluster.of(ledgerDatabase)
	if err := b.seedLedger(ctx, url); err != nil {
		return err
	}
	server, err := b.serve(ctx, url, "ledger", "--no-jobs")
	if err != nil {
		return err
	}
	defer server.stop()
	b.progress.step(b.sweepSeeding(), "measuring")
	if err := b.manyLots(ctx, url, server); err != nil {
		return fmt.Errorf("%w\n%s", err, server.logged())
	}
	if err := b.whileSweeping(ctx, url, server); err != nil {
		return fmt.Errorf("%w\n%s", err, server.logged())
	}
	server.stop()
	b.note(server)
	b.progress.say("checking the books")
	out, err := b.pointsmall(ctx, url, "reconcile", "--verify-chain")
	if err != nil {
		return err
	}
	b.report.notef("after sweeps that were killed half way, reconcile --verify-chain says: %s", tail(out))
	return nil
}

func (b *bench) seedLedger(ctx context.Context, url string) error {
	b.progress.say("making %s: %s expired lots, %d members with %s lots each", ledgerDatabase, whole(float64(b.members*sweptLots)), richMembers, whole(richLots))
	if err := b.cluster.create(ctx, ledgerDatabase); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"migrate"},
		{"seed", "bench", "--members", strconv.Itoa(b.members), "--skus", strconv.Itoa(b.skus), "--expired", strconv.Itoa(sweptLots)},
		{"seed", "bench", "--prefix", "rich", "--members", strconv.Itoa(richMembers), "--skus", "0", "--balance", "1000000000", "--lots", strconv.Itoa(richLots)},
		{"seed", "bench", "--prefix", "plain", "--members", strconv.Itoa(richMembers), "--skus", "0", "--balance", "1000000000", "--lots", strconv.Itoa(fewLots)},
	} {
		if _, err := b.pointsmall(ctx, url, args...); err != nil {
			return err
		}
	}
	return b.cluster.exec(ctx, ledgerDatabase, "vacuum analyze")
}

// manyLots lets members with 10,000 lots exchange, and members with five.
func (b *bench) manyLots(ctx context.Context, url string, server *child) error {
	rich, err := populateFrom(ctx, url, "rich")
	if err != nil {
		return err
	}
	plain, err := populateFrom(ctx, url, "plain")
	if err != nil {
		return err
	}
	duel := Duel{Name: "by members with 10,000 lots, not 5", Clients: richMembers, Target: Target{Least: 0.5}}
	err = b.fight(&duel, "exchange with 10,000 lots", "with 5",
		func() (Run, error) { return rich.exchanges(server, false, richMembers, b.length()).send(ctx) },
		func() (Run, error) { return plain.exchanges(server, false, richMembers, b.length()).send(ctx) })
	b.report.Ledger = append(b.report.Ledger, duel)
	return err
}

// whileSweeping exchanges while a sweep runs, which is killed after each round.
func (b *bench) whileSweeping(ctx context.Context, url string, server *child) error {
	people, err := populate(ctx, url)
	if err != nil {
		return err
	}
	load := func() (Run, error) { return people.exchanges(server, false, ledgerLoad, b.length()).send(ctx) }
	duel := Duel{Name: "while a sweep expires points", Clients: ledgerLoad, Target: Target{Least: 0.7}}
	left := func() (n int, err error) {
		err = b.cluster.value(ctx, ledgerDatabase, "select count(*) from lots where open and expires_at <= now()", &n)
		return n, err
	}
	before, err := left()
	if err != nil {
		return err
	}
	err = b.fight(&duel, "exchange while sweeping", "without", func() (Run, error) {
		sweep := exec.CommandContext(ctx, b.program("pointsmall"), "--database", url, "sweep", "--only", "expire-points")
		if err := sweep.Start(); err != nil {
			return Run{}, err
		}
		run, err := load()
		err = errors.Join(err, sweep.Process.Kill())
		_ = sweep.Wait() // it was killed
		return run, err
	}, load)
	if err != nil {
		return err
	}
	after, err := left()
	if err != nil {
		return err
	}
	if before == after || after == 0 {
		return fmt.Errorf("of %d expired lots %d are left: the sweep did not run all the time", before, after)
	}
	b.report.Ledger = append(b.report.Ledger, duel)
	seconds := float64(b.rounds) * b.length().Seconds()
	b.report.notef("the sweep expired %s lots a second while %d clients exchanged", whole(float64(before-after)/seconds), ledgerLoad)
	return nil
}
