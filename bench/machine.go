package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine says what the numbers were measured on.
type Machine struct {
	Cores      int    `json:"cores"`
	Processor  string `json:"processor"`
	MemoryMB   int    `json:"memory_mb"`
	Kernel     string `json:"kernel"`
	Go         string `json:"go"`
	PostgreSQL string `json:"postgresql,omitempty"`
	Revision   string `json:"revision"`
	// LoadAverage is the last minute's before the bench began: what else was running.
	LoadAverage string `json:"load_average"`
}

func (b *bench) machine(ctx context.Context) Machine {
	m := Machine{Cores: runtime.NumCPU(), Go: runtime.Version()}
	m.Processor = field("/proc/cpuinfo", "model name")
	if kb, err := strconv.Atoi(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB")); err == nil {
		m.MemoryMB = kb / 1024
	}
	m.Kernel = firstLine("/proc/sys/kernel/osrelease")
	m.LoadAverage, _, _ = strings.Cut(firstLine("/proc/loadavg"), " ")
	m.Revision = b.git(ctx, "rev-parse", "--short=12", "HEAD")
	if m.Revision != "" && b.git(ctx, "status", "--porcelain", "--untracked-files=no") != "" {
		m.Revision += ", with changes"
	}
	return m
}

// git is what git says, or "" where there is no repository.
func (b *bench) git(ctx context.Context, args ...string) string {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", b.root}, args...)...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// field is the value of the first line "name : value" of a file; "" when there is none.
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// residentMB is how much memory a process has in use, in MiB, and the most it ever had.
func residentMB(pid int) (now, peak float64, err error) {
	path := fmt.Sprintf("/proc/%d/status", pid)
	read := func(name string) (float64, error) {
		kb, err := strconv.Atoi(strings.TrimSuffix(field(path, name), " kB"))
		if err != nil {
			return 0, fmt.Errorf("%s of %s: %w", name, path, err)
		}
		return float64(kb) / 1024, nil
	}
	if now, err = read("VmRSS"); err != nil {
		return 0, 0, err
	}
	peak, err = read("VmHWM")
	return now, peak, err
}

// meter measures who uses the processor between startMeter and stop.
type meter struct {
	pid    int
	before CPU
}

// startMeter begins to measure; pid is the server's process, or 0.
func startMeter(pid int) meter { return meter{pid, usage(pid)} }

// stop returns the microseconds that were used since startMeter, in all.
func (m meter) stop() CPU {
	now := usage(m.pid)
	return CPU{
		Generator: now.Generator - m.before.Generator,
		Server:    now.Server - m.before.Server,
		Machine:   now.Machine - m.before.Machine,
	}
}

// tick is the unit of processor time in /proc, in microseconds.
const tick = 10_000

// usage is what was used so far, in microseconds; what cannot be read counts as 0.
func usage(pid int) CPU {
	var c CPU
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err == nil {
		c.Generator = float64(time.Duration(self.Utime.Nano()+self.Stime.Nano()) / time.Microsecond)
	}
	if pid != 0 {
		// The name, in brackets, may hold blanks; after it: state, then 10 numbers, then utime and stime.
		_, rest, _ := strings.Cut(firstLine(fmt.Sprintf("/proc/%d/stat", pid)), ") ")
		if fields := strings.Fields(rest); len(fields) > 12 {
			c.Server = tick * (number(fields[11]) + number(fields[12]))
		}
	}
	// cpu user nice system idle iowait irq softirq steal …
	for i, text := range strings.Fields(firstLine("/proc/stat")) {
		if i > 0 && i <= 7 && i != 4 && i != 5 {
			c.Machine += tick * number(text)
		}
	}
	return c
}

func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return n
}
