package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// markdown is the report for people.
func (r *Report) markdown() string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "# Bench of %s\n\n", r.Started.Format("2006-01-02 15:04"))
	fmt.Fprintf(&b, "%d cores (%s), %s MB, Linux %s, load average before: %s; %s", m.Cores, m.Processor, whole(float64(m.MemoryMB)), m.Kernel, m.LoadAverage, m.Go)
	if m.PostgreSQL != "" {
		fmt.Fprintf(&b, ", PostgreSQL %s", m.PostgreSQL)
	}
	fmt.Fprintf(&b, "; revision %s.\n", m.Revision)
	s := r.Settings
	fmt.Fprintf(&b, "%s members, %s SKUs; rounds: %d, turn by turn, of %d s a side; rates are medians, requests a second.\n", whole(float64(s.Members)), whole(float64(s.Skus)), s.Rounds, s.Seconds)

	duels(&b, "Exchange against the yardstick (pgbench, eight plain statements)", "exchange", "yardstick", r.Exchange)
	duels(&b, "Draws against the yardstick's hot script", "draw", "yardstick", r.Draws)
	duels(&b, "Checkout against the yardstick (placed and paid), quotes against the bare handler's catalog page", "order", "the other", r.Checkout)
	duels(&b, "Earning against the yardstick (purchases, check-ins a second)", "earning", "yardstick", r.Earning)
	duels(&b, "Exchange against itself in easier circumstances", "exchange", "easier", r.Ledger)
	duels(&b, "Catalog against a bare handler (net/http, database/sql)", "page", "bare", r.Catalog)
	duels(&b, "This revision against the one before", "load", "before", r.Revision)
	if len(r.Imports) > 0 {
		fmt.Fprintf(&b, "\n## Imports by command on PostgreSQL\n\nTargets: %s rows a second, %g MB.\n\n", whole(minImportRate), maxImportMB)
		t := table{{"file", "rows", "s", "rows a second", "MB at most", ""}}
		for _, i := range r.Imports {
			t = append(t, []string{i.Name, whole(float64(i.Rows)), fmt.Sprintf("%.1f", i.Seconds), whole(i.Rate), fmt.Sprintf("%.0f", i.MB), i.Verdict})
		}
		t.write(&b)
	}
	if len(r.Start) > 0 {
		fmt.Fprintf(&b, "\n## Start-up on SQLite\n\nTargets: ready within %g s, %g MB then.\n\n", maxStartSeconds, maxStartMB)
		t := table{{"file", "ready, ms", "MB", "", "then", "rate", "p99 ms", "MB after", "MB at most"}}
		for _, s := range r.Start {
			t = append(t, []string{
				s.Name, fmt.Sprintf("%.0f", 1000*median(s.Seconds)), fmt.Sprintf("%.0f", median(s.MB)), s.Verdict,
				whole(float64(s.Run.Requests)) + " " + s.Load, whole(s.Run.Rate), fmt.Sprintf("%.1f", s.Run.P99), fmt.Sprintf("%.0f", s.AfterMB), fmt.Sprintf("%.0f", s.PeakMB),
			})
		}
		t.write(&b)
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n## Notes\n\n")
		for _, note := range r.Notes {
			fmt.Fprintf(&b, "- %s\n", note)
		}
	}
	if n := r.misses(); n > 0 {
		fmt.Fprintf(&b, "\n**Targets missed: %d.**\n", n)
	} else {
		b.WriteString("\nNo target is missed.\n")
	}
	return b.String()
}

// duels writes a table of medians, and one of every round.
func duels(b *strings.Builder, title, what, rival string, all []Duel) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	t := table{{what, "clients", "ours", rival, "ratio", "95 %", "target", "", "p50 ms", "p99 ms", "generator µs", "server µs", "machine µs", rival + " machine µs"}}
	rounds := table{{what, "clients", "ours, each round", rival + ", each round"}}
	for _, d := range all {
		number := func(format string, of func(Run) float64) string { return fmt.Sprintf(format, medianOf(d.Ours, of)) }
		t = append(t, []string{
			d.Name, fmt.Sprint(d.Clients), whole(d.OurRate), whole(d.TheirRate), fmt.Sprintf("%.2f", d.Ratio), d.interval(), d.Target.String(), d.Verdict,
			number("%.2f", func(r Run) float64 { return r.P50 }), number("%.2f", func(r Run) float64 { return r.P99 }),
			number("%.0f", func(r Run) float64 { return r.CPU.Generator }), number("%.0f", func(r Run) float64 { return r.CPU.Server }),
			number("%.0f", func(r Run) float64 { return r.CPU.Machine }),
			fmt.Sprintf("%.0f", medianOf(d.Theirs, func(r Run) float64 { return r.CPU.Machine })),
		})
		rounds = append(rounds, []string{d.Name, fmt.Sprint(d.Clients), rates(d.Ours), rates(d.Theirs)})
	}
	t.write(b)
	b.WriteString("\nµs are processor time a request; \"machine\" is all of it, PostgreSQL included.\n\n")
	rounds.write(b)
}

// interval is "0.96 to 1.02".
func (d Duel) interval() string {
	if d.High == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f to %.2f", d.Low, d.High)
}

func rates(runs []Run) string {
	texts := make([]string, len(runs))
	for i, r := range runs {
		texts[i] = whole(r.Rate)
	}
	return strings.Join(texts, " ")
}

// table is rows of cells, the heads first.
type table [][]string

// write aligns the columns, so that the table reads well as plain text too.
func (t table) write(b *strings.Builder) {
	widths := make([]int, len(t[0]))
	for _, row := range t {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range t {
		for j, cell := range row {
			b.WriteString("| " + cell + strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)+1))
		}
		b.WriteString("|\n")
		if i == 0 {
			for _, w := range widths {
				b.WriteString("|" + strings.Repeat("-", w+2))
			}
			b.WriteString("|\n")
		}
	}
}
