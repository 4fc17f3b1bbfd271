package main

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	assert.Zero(t, median(nil))
	assert.InDelta(t, 7.0, median([]float64{7}), 0)
	assert.InDelta(t, 2.0, median([]float64{9, 1, 2}), 0)
	values := []float64{4, 1, 3, 2}
	assert.InDelta(t, 2.5, median(values), 0)
	assert.Equal(t, []float64{4, 1, 3, 2}, values, "the rounds stay in their order")
}

func TestPercentile(t *testing.T) {
	hundred := make([]uint32, 100)
	for i := range hundred {
		hundred[i] = uint32(1000 * (i + 1))
	}
	assert.InDelta(t, 50.0, percentile(hundred, 0.50), 0)
	assert.InDelta(t, 99.0, percentile(hundred, 0.99), 0)
	assert.InDelta(t, 1.0, percentile(hundred[:1], 0.99), 0)
	assert.InDelta(t, 2.0, percentile(hundred[:2], 0.99), 0)
}

func TestConclude(t *testing.T) {
	duel := func(target Target, ours, theirs float64) Duel {
		d := Duel{Target: target, Ours: []Run{{Rate: 1}, {Rate: ours}, {Rate: 1e6}}, Theirs: []Run{{Rate: 1e6}, {Rate: 1}, {Rate: theirs}}}
		d.conclude()
		return d
	}
	target := Target{Least: 1.2, Aim: 3}
	assert.Equal(t, missed, duel(target, 1190, 1000).Verdict)
	assert.Equal(t, met, duel(target, 1200, 1000).Verdict)
	assert.Equal(t, met, duel(target, 2990, 1000).Verdict)
	assert.Equal(t, aimMet, duel(target, 3000, 1000).Verdict)
	assert.Equal(t, met, duel(Target{Least: 0.5}, 9000, 1000).Verdict)
	assert.Empty(t, duel(Target{}, 10, 1000).Verdict)
	assert.InDelta(t, 1.19, duel(target, 1190, 1000).Ratio, 1e-9)
	assert.Equal(t, "1.2 (aim 3)", target.String())
	assert.Equal(t, "0.5", Target{Least: 0.5}.String())
	assert.Empty(t, Target{}.String())
}

// The bounds for n values are those of the tables of the sign test: for 10 the second and
// the ninth, for 20 the sixth and the fifteenth.
func TestInterval(t *testing.T) {
	upTo := func(n int) (values []float64) {
		for i := range n {
			values = append(values, float64(n-i))
		}
		return values
	}
	for n, want := range map[int][2]float64{0: {0, 0}, 5: {0, 0}, 6: {1, 6}, 8: {1, 8}, 9: {2, 8}, 10: {2, 9}, 15: {4, 12}, 20: {6, 15}} {
		low, high := interval(upTo(n))
		assert.Equal(t, want, [2]float64{low, high}, "%d values", n)
	}
}

// A revision misses its target only when all its interval lies below.
func TestConcludeByTheInterval(t *testing.T) {
	duel := func(rates ...float64) Duel {
		d := Duel{Target: Target{Least: 0.97, Interval: true}}
		for _, rate := range rates {
			d.Ours, d.Theirs = append(d.Ours, Run{Rate: rate}), append(d.Theirs, Run{Rate: 100})
		}
		d.conclude()
		return d
	}
	assert.Equal(t, missed, duel(90, 91, 92, 93, 94, 96).Verdict)
	noisy := duel(90, 91, 92, 94, 94, 98)
	assert.Equal(t, met, noisy.Verdict)
	assert.InDelta(t, 0.93, noisy.Ratio, 1e-9)
	assert.Equal(t, "0.90 to 0.98", noisy.interval())
	assert.Equal(t, missed, duel(90).Verdict, "one round has no interval")
}

func TestSum(t *testing.T) {
	run, err := sum([]tally{{micros: []uint32{1000, 3000}}, {micros: []uint32{2000, 10_000}}}, 2*time.Second, CPU{Generator: 400, Machine: 4000})
	require.NoError(t, err)
	assert.Equal(t, Run{Requests: 4, Seconds: 2, Rate: 2, Mean: 4, P50: 2, P99: 10, CPU: CPU{Generator: 100, Machine: 1000}}, run)

	_, err = sum([]tally{{micros: []uint32{1}}, {err: errNotHTTP}}, time.Second, CPU{})
	require.ErrorIs(t, err, errNotHTTP)
	_, err = sum([]tally{{}}, time.Second, CPU{})
	require.Error(t, err)

	bad := errors.New("OUT_OF_STOCK")
	_, err = sum([]tally{{micros: []uint32{1, 2, 3}, wrong: wrongAnswers{count: 2, first: []error{bad, bad}}}, {micros: []uint32{1}}}, time.Second, CPU{})
	var wrong *wrongAnswers
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, 2, wrong.count)
	assert.Contains(t, err.Error(), "2 of 4 answers were wrong, such as: OUT_OF_STOCK")
}

func TestParsePgbench(t *testing.T) {
	const text = `pgbench (15.18 (Debian 15.18-0+deb12u1))
transaction type: bench/yardstick/uniform.sql
scaling factor: 1
query mode: prepared
number of clients: 32
number of threads: 2
maximum number of tries: 1
duration: 8 s
number of transactions actually processed: 28004
number of failed transactions: 0 (0.000%)
latency average = 9.132 ms
initial connection time = 41.201 ms
tps = 3504.171500 (without initial connection time)
`
	run, err := parsePgbench(text)
	require.NoError(t, err)
	assert.Equal(t, 28004, run.Requests)
	assert.InDelta(t, 3504.1715, run.Rate, 1e-9)
	assert.InDelta(t, 9.132, run.Mean, 1e-9)
	assert.InDelta(t, 7.99, run.Seconds, 0.01)

	for name, broken := range map[string]string{
		"nothing": "",
		"failed":  replace(text, "failed transactions: 0", "failed transactions: 3"),
		"idle":    replace(text, "processed: 28004", "processed: 0"),
		"no rate": replace(text, "tps =", "speed ="),
	} {
		_, err := parsePgbench(broken)
		require.Error(t, err, name)
	}
}
