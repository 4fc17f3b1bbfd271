package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// progress tells the user what is going on and how long it will still take.
type progress struct {
	w           io.Writer
	total, done time.Duration // of the work that was planned
}

// plan adds work that step will report.
func (p *progress) plan(d time.Duration) { p.total += d }

// step reports that a planned piece of work is done.
func (p *progress) step(planned time.Duration, format string, args ...any) {
	p.done += planned
	p.say(format, args...)
}

// say prints a line with the time that is left.
func (p *progress) say(format string, args ...any) {
	_, _ = fmt.Fprintf(p.w, "%s  %-14s %s\n", time.Now().Format(time.TimeOnly), left(p.total-p.done), fmt.Sprintf(format, args...))
}

func left(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 100*time.Second:
		return fmt.Sprintf("~%.0f s left", d.Seconds())
	}
	return fmt.Sprintf("~%.0f min left", d.Minutes())
}

// whole writes a number in thousands, such as 12,345.
func whole(n float64) string {
	text := strconv.FormatInt(int64(math.Round(n)), 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
