package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Run is what one run of one side measured.
type Run struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
	Rate     float64 `json:"rate"` // requests a second
	// In milliseconds. The yardstick's pgbench tells the mean only.
	Mean float64 `json:"mean_ms"`
	P50  float64 `json:"p50_ms,omitempty"`
	P99  float64 `json:"p99_ms,omitempty"`
	CPU  CPU     `json:"cpu"`
}

// CPU is processor time in microseconds a request, by who used it.
type CPU struct {
	Generator float64 `json:"generator_us"`
	Server    float64 `json:"server_us,omitempty"`
	Machine   float64 `json:"machine_us"` // all of it, PostgreSQL and strangers included
}

// wave is a load: how to make requests and how to judge their answers.
type wave struct {
	address string
	clients int
	length  time.Duration
	// pid is the server's process, for its share of the processor.
	pid int
	// source makes client i's requests: each call appends the next to buf, or returns null
	// where there are no more.
	source func(i int) func(buf []byte) []byte
	// check says what is wrong with an answer; nil: nothing.
	check func(status int, body []byte) error
	// talk stands in place of source and check where one piece of work takes several requests:
	// it does client i's next piece, and says what was wrong with an answer, or what ended the
	// connection.
	talk func(i int) func(c *client) (wrong, err error)
}

// maxWrong is how many wrong answers are quoted.
const maxWrong = 5

// wrongAnswers is the failure of a run whose server answered wrongly.
type wrongAnswers struct {
	count, of int
	first     []error
}

// Error counts them and quotes the first.
func (w *wrongAnswers) Error() string {
	return fmt.Sprintf("%d of %d answers were wrong, such as: %v", w.count, w.of, errors.Join(w.first...))
}

// tally is what one client saw.
type tally struct {
	micros []uint32
	wrong  wrongAnswers
	err    error // that ended the client
}

// send runs the wave: every client sends its next request as soon as the last one
// is answered, until the time is over or the requests are used up. Requests on their way are waited for.
func (w wave) send(ctx context.Context) (Run, error) {
	clients := make([]*client, w.clients)
	for i := range clients {
		c, err := dial(ctx, w.address)
		if err != nil {
			return Run{}, err
		}
		defer c.close()
		if err := c.conn.SetDeadline(time.Now().Add(w.length + 60*time.Second)); err != nil {
			return Run{}, err
		}
		defer context.AfterFunc(ctx, c.close)()
		clients[i] = c
	}
	tallies := make([]tally, w.clients)
	var wg sync.WaitGroup
	meter := startMeter(w.pid)
	start := time.Now()
	for i, c := range clients {
		wg.Go(func() { w.one(c, i, start.Add(w.length), &tallies[i]) })
	}
	wg.Wait()
	took := time.Since(start)
	cpu := meter.stop()
	if err := ctx.Err(); err != nil {
		return Run{}, err
	}
	return sum(tallies, took, cpu)
}

func (w wave) one(c *client, i int, end time.Time, t *tally) {
	t.micros = make([]uint32, 0, 1<<14)
	talk := w.single
	if w.talk != nil {
		talk = w.talk
	}
	next := talk(i)
	for begun := time.Now(); begun.Before(end); {
		wrong, err := next(c)
		if errors.Is(err, errUsedUp) {
			return
		}
		if err != nil {
			t.err = err
			return
		}
		now := time.Now()
		t.micros = append(t.micros, uint32(now.Sub(begun).Microseconds()))
		begun = now
		if wrong != nil {
			t.wrong.count++
			if len(t.wrong.first) < maxWrong {
				t.wrong.first = append(t.wrong.first, wrong)
			}
		}
	}
}

// errUsedUp says that a client has no more requests to send.
var errUsedUp = errors.New("there are no more requests")

// single talks in single requests.
func (w wave) single(i int) func(c *client) (wrong, err error) {
	next := w.source(i)
	var buf []byte
	return func(c *client) (wrong, err error) {
		if buf = next(buf[:0]); buf == nil {
			return nil, errUsedUp
		}
		status, body, err := c.do(buf)
		if err != nil {
			return nil, err
		}
		return w.check(status, body), nil
	}
}

// sum puts the clients' tallies together.
func sum(tallies []tally, took time.Duration, cpu CPU) (Run, error) {
	var all []uint32
	var wrong wrongAnswers
	for _, t := range tallies {
		if t.err != nil {
			return Run{}, fmt.Errorf("a connection broke: %w", t.err)
		}
		all = append(all, t.micros...)
		wrong.count += t.wrong.count
		wrong.first = append(wrong.first, t.wrong.first...)
	}
	if wrong.count > 0 {
		wrong.of = len(all)
		wrong.first = wrong.first[:min(len(wrong.first), maxWrong)]
		return Run{}, &wrong
	}
	if len(all) == 0 {
		return Run{}, errors.New("no request was answered")
	}
	slices.Sort(all)
	total := 0.0
	for _, micros := range all {
		total += float64(micros)
	}
	n := float64(len(all))
	return Run{
		Requests: len(all), Seconds: took.Seconds(), Rate: n / took.Seconds(),
		Mean: total / n / 1000, P50: percentile(all, 0.50), P99: percentile(all, 0.99),
		CPU: CPU{Generator: cpu.Generator / n, Server: cpu.Server / n, Machine: cpu.Machine / n},
	}, nil
}

// percentile is the value that this part of the sorted values does not exceed, in
// milliseconds.
func percentile(sorted []uint32, part float64) float64 {
	i := int(part*float64(len(sorted))+0.999999) - 1
	return float64(sorted[max(0, min(i, len(sorted)-1))]) / 1000
}
