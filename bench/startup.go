package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"
)

// Targets of starting up on SQLite.
const (
	maxStartSeconds = 1.0
	maxStartMB      = 120.0
	startLoad       = 8 // clients of the load after the start
)

// Start is what starting on a seeded SQLite file took.
type Start struct {
	Name string `json:"name"`
	// Seconds from the start of the process to its first good answer at /readyz.
	Seconds []float64 `json:"seconds"`
	// MB is resident memory then, AfterMB after the load, PeakMB the most ever.
	MB      []float64 `json:"mb"`
	AfterMB float64   `json:"after_mb"`
	PeakMB  float64   `json:"peak_mb"`
	// Load says what the load was.
	Load    string `json:"load"`
	Run     Run    `json:"run"`
	Verdict string `json:"verdict"`
}

func (s *Start) judge() {
	s.Verdict = met
	if median(s.Seconds) > maxStartSeconds || median(s.MB) > maxStartMB {
		s.Verdict = missed
	}
}

// startUp measures how fast and how small the mall starts on SQLite.
func (b *bench) startUp(ctx context.Context) error {
	members, skus := 2000, 500
	demo := "sqlite:" + filepath.Join(b.dir, "demo.db")
	small := "sqlite:" + filepath.Join(b.dir, "small.db")
	if _, err := b.pointsmall(ctx, demo, "seed", "demo"); err != nil {
		return err
	}
	if _, err := b.pointsmall(ctx, small, "seed", "bench", "--members", strconv.Itoa(members), "--skus", strconv.Itoa(skus)); err != nil {
		return err
	}
	slugs, err := productSlugs(ctx, demo)
	if err != nil {
		return err
	}
	people, err := populate(ctx, small)
	if err != nil {
		return err
	}
	err = b.startOn(ctx, demo, Start{Name: "demo mall", Load: "catalog pages"}, func(to *child) wave {
		return reads(to, pages(to.address, "", slugs)[0].ours, startLoad, b.length())
	})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s members, %d SKUs", whole(float64(members)), skus)
	err = b.startOn(ctx, small, Start{Name: name, Load: "exchanges"}, func(to *child) wave {
		return people.exchanges(to, false, startLoad, b.length())
	})
	if err != nil {
		return err
	}
	out, err := b.pointsmall(ctx, small, "reconcile")
	if err == nil {
		b.report.notef("after the exchanges on SQLite, reconcile says: %s", tail(out))
	}
	return err
}

// startOn starts the mall on a file once a round, and lets the last one work.
func (b *bench) startOn(ctx context.Context, database string, s Start, load func(*child) wave) error {
	for round := 1; round <= b.rounds; round++ {
		begun := time.Now()
		server, err := b.serve(ctx, database, "start")
		if err != nil {
			return err
		}
		s.Seconds = append(s.Seconds, time.Since(begun).Seconds())
		err = b.observe(ctx, server, &s, load, round == b.rounds)
		server.stop()
		b.note(server)
		if err != nil {
			return fmt.Errorf("start-up, %s: %w\n%s", s.Name, err, server.logged())
		}
	}
	s.judge()
	b.report.Start = append(b.report.Start, s)
	b.progress.step(b.length(), "start-up, %s: %.0f ms, %.0f MB; %.0f MB after %s %s at %s/s",
		s.Name, 1000*median(s.Seconds), median(s.MB), s.AfterMB, whole(float64(s.Run.Requests)), s.Load, whole(s.Run.Rate))
	return nil
}

func (b *bench) observe(ctx context.Context, server *child, s *Start, load func(*child) wave, last bool) error {
	now, _, err := residentMB(server.pid())
	if err != nil {
		return err
	}
	s.MB = append(s.MB, now)
	if !last {
		return nil
	}
	if s.Run, err = load(server).send(ctx); err != nil {
		return err
	}
	s.AfterMB, s.PeakMB, err = residentMB(server.pid())
	return err
}
