package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// pgbench runs one of the yardstick's scripts: as many clients, the statements
// prepared, as long.
func (b *bench) pgbench(ctx context.Context, script string, clients int, length time.Duration) (Run, error) {
	program, err := b.cluster.tool("pgbench")
	if err != nil {
		return Run{}, err
	}
	cmd := command(ctx, program, "-n", "-M", "prepared", "-j", "2", "-c", strconv.Itoa(clients), "-T", strconv.Itoa(int(length.Seconds())),
		"-D", fmt.Sprint("members=", b.members), "-D", fmt.Sprint("skus=", b.skus),
		"-f", filepath.Join(b.root, "bench/yardstick", script+".sql"), b.cluster.of(yardstickDatabase))
	meter := startMeter(0)
	out, err := output(cmd)
	if err != nil {
		return Run{}, err
	}
	cpu := meter.stop()
	run, err := parsePgbench(out)
	if err != nil {
		return Run{}, err
	}
	n := float64(run.Requests)
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	run.CPU = CPU{Generator: float64(used.Microseconds()) / n, Machine: cpu.Machine / n}
	return run, nil
}

var (
	pgbenchCount  = regexp.MustCompile(`(?m)^number of transactions actually processed: (\d+)`)
	pgbenchFailed = regexp.MustCompile(`(?m)^number of failed transactions: (\d+)`)
	pgbenchMean   = regexp.MustCompile(`(?m)^latency average = ([\d.]+) ms`)
	pgbenchRate   = regexp.MustCompile(`(?m)^tps = ([\d.]+) \(without initial connection time\)`)
)

// parsePgbench reads what pgbench prints at its end.
func parsePgbench(text string) (Run, error) {
	read := func(what *regexp.Regexp) (float64, error) {
		match := what.FindStringSubmatch(text)
		if match == nil {
			return 0, fmt.Errorf("pgbench printed no line like %q:\n%s", what.String(), tail(text))
		}
		return strconv.ParseFloat(match[1], 64)
	}
	count, err := read(pgbenchCount)
	if err != nil {
		return Run{}, err
	}
	failed, err := read(pgbenchFailed)
	if err != nil {
		return Run{}, err
	}
	mean, err := read(pgbenchMean)
	if err != nil {
		return Run{}, err
	}
	rate, err := read(pgbenchRate)
	if err != nil {
		return Run{}, err
	}
	if failed > 0 {
		return Run{}, fmt.Errorf("%.0f of the yardstick's transactions failed", failed)
	}
	if count == 0 || rate == 0 {
		return Run{}, errors.New("the yardstick completed no transaction")
	}
	return Run{Requests: int(count), Seconds: count / rate, Rate: rate, Mean: mean}, nil
}
