package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// edgeLoad is how many clients exchange in the edge's part.
const edgeLoad = 32

// edge measures this revision against one before the edge: limits, transports of our
// own, rate limits. Both sides have all processors, so that nothing else differs on
// purpose; what else has changed since then counts against us.
func (b *bench) edge(ctx context.Context) (err error) {
	before, err := b.buildBefore(ctx)
	if err != nil {
		return err
	}
	if err := os.Setenv("GOMAXPROCS", strconv.Itoa(runtime.NumCPU())); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Unsetenv("GOMAXPROCS")) }()
	b.progress.say("making %s and %s", edgeDatabase, beforeDatabase)
	sides := [2]side{{program: b.program("pointsmall"), database: edgeDatabase}, {program: before, database: beforeDatabase}}
	for i := range sides {
		if err := sides[i].open(ctx, b); err != nil {
			return err
		}
		defer sides[i].stop()
	}
	now, then := sides[0], sides[1]
	b.progress.step(b.seeding(), "measuring")
	exchange := Duel{Name: "exchange, uniform", Clients: edgeLoad, Target: Target{Least: 0.9}}
	err = b.fight(&exchange, "exchange with the edge", "before it",
		func() (Run, error) { return now.people.exchanges(now.mall, false, edgeLoad, b.length()).send(ctx) },
		func() (Run, error) {
			load := then.people.exchanges(then.mall, false, edgeLoad, b.length())
			load.check = checkPlainExchange
			return load.send(ctx)
		})
	if err != nil {
		return err
	}
	page := Duel{Name: "catalog page", Clients: catalogClients, Target: Target{Least: 0.9}}
	reading := func(s side) func() (Run, error) {
		requests := pages(s.demo.address, "", s.slugs)[0].ours
		return func() (Run, error) { return reads(s.demo, requests, catalogClients, b.length()).send(ctx) }
	}
	if err := b.fight(&page, "catalog page with the edge", "before it", reading(now), reading(then)); err != nil {
		return err
	}
	b.report.Edge = append(b.report.Edge, exchange, page)
	b.report.notef("the edge's part compares with revision %s; both sides had %d processors", b.before, runtime.NumCPU())
	return nil
}

// side is one revision, serving a mall to exchange in and a demo mall to read.
type side struct {
	program, database string
	mall, demo        *child
	people            population
	slugs             []string
}

func (s *side) open(ctx context.Context, b *bench) (err error) {
	demo := s.database + "_demo"
	for _, name := range []string{s.database, demo} {
		if err := b.cluster.create(ctx, name); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"--database", b.cluster.of(s.database), "seed", "bench", "--members", strconv.Itoa(b.members), "--skus", strconv.Itoa(b.skus)},
		{"--database", b.cluster.of(demo), "seed", "demo"},
	} {
		if _, err := output(command(ctx, s.program, args...)); err != nil {
			return err
		}
	}
	for _, name := range []string{s.database, demo} {
		// One schema for both sides: the older program does not mind what was added.
		if _, err := b.pointsmall(ctx, b.cluster.of(name), "migrate"); err != nil {
			return err
		}
		if err := b.cluster.exec(ctx, name, "vacuum analyze"); err != nil {
			return err
		}
	}
	if s.mall, err = s.serve(ctx, b, s.database); err != nil {
		return err
	}
	if s.demo, err = s.serve(ctx, b, demo); err != nil {
		return err
	}
	if s.people, err = populate(ctx, b.cluster.of(s.database)); err != nil {
		return err
	}
	s.slugs, err = productSlugs(ctx, b.cluster.of(demo))
	return err
}

// serve starts the side's program. Rate limits are part of the edge, but no client of a
// load run is within them: they count, and let everything through.
func (s *side) serve(ctx context.Context, b *bench, database string) (*child, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := []string{"--database", b.cluster.of(database), "serve", "--no-migrate", "--listen", address}
	if s.database == edgeDatabase {
		for _, who := range []string{"address", "member"} {
			args = append(args, "--rate-"+who+"=1000000000")
		}
	}
	return startServer(ctx, address, "/readyz", filepath.Join(b.dir, database+".log"), s.program, args...)
}

func (s *side) stop() {
	for _, c := range []*child{s.mall, s.demo} {
		if c != nil {
			c.stop()
		}
	}
}

// buildBefore builds the revision from before the edge.
func (b *bench) buildBefore(ctx context.Context) (program string, err error) {
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

// checkPlainExchange is checkExchange for answers that do not state their cost.
func checkPlainExchange(status int, body []byte) error {
	if status == http.StatusOK && bytes.HasPrefix(body, exchangeBegins) && bytes.Contains(body, exchangeHas) &&
		bytes.HasSuffix(bytes.TrimRight(body, "\n"), []byte(`},"userErrors":[]}}}`)) {
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body[:min(len(body), 500)])
}
