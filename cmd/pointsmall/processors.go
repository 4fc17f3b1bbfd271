package main

import (
	"context"
	"os"
	"runtime"
	"time"

	"pointsmall/mall/store"
)

// How the share of processors follows the load.
const (
	lookEvery = 25 * time.Millisecond
	// calm and busy are operations in flight, averaged over some looks: below the one
	// half of the processors do, above the other all are needed.
	calm, busy = 2.0, 4.0
)

// shareProcessors leaves half of the processors to a PostgreSQL on this machine as
// long as few operations run at once. Go wakes threads on every idle processor to
// look for work; where the database needs those processors for each of a request's
// statements, that costs a lone exchange a good part of its time. Many at once need
// them all: see docs/performance.md. GOMAXPROCS still has its way.
func shareProcessors(ctx context.Context, database string, running func() int) {
	all := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") != "" || all < 2 || !store.IsLocalServer(database) {
		return
	}
	half := all / 2
	runtime.GOMAXPROCS(half)
	looks := time.NewTicker(lookEvery)
	defer looks.Stop()
	average := 0.0
	for {
		select {
		case <-ctx.Done():
			return
		case <-looks.C:
		}
		average += (float64(running()) - average) / 4
		switch now := runtime.GOMAXPROCS(0); {
		case average > busy && now != all:
			runtime.GOMAXPROCS(all)
		case average < calm && now != half:
			runtime.GOMAXPROCS(half)
		}
	}
}
