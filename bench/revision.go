package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
)

// The most that a revision may lose against the one before it.
const leastOfRevision = 0.97

// The loads of the revision's part.
const (
	loneClient  = 1
	manyClients = 32
)

// revision measures this revision against the one that -before names: each serves a mall
// of its own, made by itself, on the same PostgreSQL, and they take turns.
func (b *bench) revision(ctx context.Context) (err error) {
	before, err := b.buildBefore(ctx)
	if err != nil {
		return err
	}
	if err := os.Setenv("GOMAXPROCS", strconv.Itoa(runtime.NumCPU())); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Unsetenv("GOMAXPROCS")) }()
	b.progress.say("making %s and %s", revisionDatabase, beforeDatabase)
	now := side{program: b.program("pointsmall"), database: revisionDatabase}
	then := side{program: before, database: beforeDatabase}
	for _, s := range []*side{&now, &then} {
		if err := s.open(ctx, b); err != nil {
			return err
		}
		defer s.mall.stop()
	}
	if err := b.cluster.exec(ctx, revisionDatabase, "checkpoint"); err != nil {
		return err
	}
	b.progress.step(2*b.seeding(), "measuring")
	for _, load := range []struct {
		name    string
		clients int
		of      func(*side) wave
	}{
		{"exchange, uniform", loneClient, func(s *side) wave { return s.people.exchanges(s.mall, false, loneClient, b.length()) }},
		{"exchange, uniform", manyClients, func(s *side) wave { return s.people.exchanges(s.mall, false, manyClients, b.length()) }},
		{"exchange, hot", manyClients, func(s *side) wave { return s.people.exchanges(s.mall, true, manyClients, b.length()) }},
		{fmt.Sprintf("batches of %d purchases, ten rules", batchSize), batchClients, func(s *side) wave { return b.purchases(s.mall, s.till) }},
		{"check-ins", checkInClients, func(s *side) wave { return s.people.checkIns(s.mall, &s.checkedIn, b) }},
	} {
		if !strings.Contains(load.name, b.load) {
			continue
		}
		duel := Duel{Name: load.name, Clients: load.clients, Target: Target{Least: leastOfRevision, Interval: true}}
		turn := func(s *side) func() (Run, error) {
			return func() (Run, error) { return load.of(s).send(ctx) }
		}
		if err := b.fight(&duel, load.name, "before", turn(&now), turn(&then)); err != nil {
			return fmt.Errorf("%s: %w\n%s\n%s", load.name, err, now.mall.logged(), then.mall.logged())
		}
		b.report.Revision = append(b.report.Revision, duel)
	}
	if len(b.report.Revision) == 0 {
		return fmt.Errorf("-load %q is no part of any load's name", b.load)
	}
	b.report.notef("the revision before is %s; both sides had %d processors and no jobs", b.before, runtime.NumCPU())
	for _, s := range []*side{&now, &then} {
		s.mall.stop()
		out, err := output(command(ctx, s.program, "--database", b.cluster.of(s.database), "reconcile"))
		if err != nil {
			return err
		}
		b.report.notef("reconcile says of %s: %s", s.database, tail(out))
	}
	return nil
}

// side is one revision that serves a mall.
type side struct {
	program, database string
	mall              *child
	people            population
	till              string // the token of a till that reports purchases
	checkedIn         atomic.Int64
}

func (s *side) open(ctx context.Context, b *bench) (err error) {
	if err := b.cluster.create(ctx, s.database); err != nil {
		return err
	}
	url := b.cluster.of(s.database)
	run := func(args ...string) (string, error) {
		return output(command(ctx, s.program, append([]string{"--database", url}, args...)...))
	}
	if _, err := run("migrate"); err != nil {
		return err
	}
	if _, err := run("seed", "bench", "--members", strconv.Itoa(b.members), "--skus", strconv.Itoa(b.skus), "--rules"); err != nil {
		return err
	}
	if err := b.cluster.exec(ctx, s.database, insertTill, analyzeSeeded); err != nil {
		return err
	}
	token, err := run("token", "--staff", "bench")
	if err != nil {
		return err
	}
	s.till = strings.TrimSpace(token)
	if s.people, err = populate(ctx, url); err != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	s.mall, err = startServer(ctx, address, "/readyz", filepath.Join(b.dir, s.database+".log"), s.program,
		append([]string{"--database", url, "serve", "--no-migrate", "--no-jobs", "--listen", address}, unlimited...)...)
	return err
}

// buildBefore builds the revision that -before names.
func (b *bench) buildBefore(ctx context.Context) (program string, err error) {
	if b.before == "" {
		return "", errors.New("-before must name the revision to compare with")
	}
	tree := filepath.Join(b.dir, "before")
	git := command(ctx, "git", "-C", b.root, "worktree", "add", "--detach", tree, b.before)
	if _, err := output(git); err != nil {
		return "", fmt.Errorf("revision %s is not here (a shallow clone has no history): %w", b.before, err)
	}
	defer func() {
		_, removed := output(command(ctx, "git", "-C", b.root, "worktree", "remove", "--force", tree))
		err = errors.Join(err, removed)
	}()
	program = b.program("pointsmall-before")
	build := command(ctx, "go", "build", "-o", program, "./cmd/pointsmall")
	build.Dir = tree
	_, err = output(build)
	return program, err
}
