package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Report is everything that a run found out.
type Report struct {
	Started  time.Time `json:"started"`
	Machine  Machine   `json:"machine"`
	Settings Settings  `json:"settings"`
	Exchange []Duel    `json:"exchange,omitempty"`
	Draws    []Duel    `json:"draws,omitempty"`
	Checkout []Duel    `json:"checkout,omitempty"`
	Earning  []Duel    `json:"earning,omitempty"`
	Ledger   []Duel    `json:"ledger,omitempty"`
	Catalog  []Duel    `json:"catalog,omitempty"`
	Imports  []Import  `json:"imports,omitempty"`
	Start    []Start   `json:"start,omitempty"`
	Revision []Duel    `json:"revision,omitempty"`
	Notes    []string  `json:"notes,omitempty"`
}

// Settings are the run's flags.
type Settings struct {
	Members int `json:"members"`
	Skus    int `json:"skus"`
	Seconds int `json:"seconds"`
	Rounds  int `json:"rounds"`
}

// Duel is one thing measured on both sides, turn by turn.
type Duel struct {
	Name    string `json:"name"`
	Clients int    `json:"clients"`
	// The medians of the rounds, in requests a second, and one by the other.
	OurRate   float64 `json:"our_rate"`
	TheirRate float64 `json:"their_rate"`
	Ratio     float64 `json:"ratio"`
	// The median of the rounds' ratios lies between Low and High with 95 % confidence; 0
	// when the rounds are too few to say.
	Low     float64 `json:"low,omitempty"`
	High    float64 `json:"high,omitempty"`
	Target  Target  `json:"target,omitzero"`
	Verdict string  `json:"verdict,omitempty"`
	Ours    []Run   `json:"ours"`
	Theirs  []Run   `json:"theirs"`
}

// conclude works out the medians and the verdict.
func (d *Duel) conclude() {
	d.OurRate, d.TheirRate = medianOf(d.Ours, rate), medianOf(d.Theirs, rate)
	d.Ratio = 0
	if d.TheirRate > 0 {
		d.Ratio = d.OurRate / d.TheirRate
	}
	rounds := ratios(d.Ours, d.Theirs)
	d.Low, d.High = interval(rounds)
	best := d.Ratio
	if d.Target.Interval && d.High > 0 {
		d.Ratio, best = median(rounds), d.High
	}
	d.Verdict = d.Target.judge(best)
}

// notef adds a remark for the reader.
func (r *Report) notef(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// misses counts the targets that were missed.
func (r *Report) misses() (n int) {
	for _, d := range slices.Concat(r.Exchange, r.Draws, r.Checkout, r.Earning, r.Ledger, r.Catalog, r.Revision) {
		if d.Verdict == missed {
			n++
		}
	}
	for _, s := range r.Start {
		if s.Verdict == missed {
			n++
		}
	}
	for _, i := range r.Imports {
		if i.Verdict == missed {
			n++
		}
	}
	return n
}

// publish prints the report, and stores it where it is to be kept.
func (r *Report) publish(w io.Writer, folder string, keep bool) error {
	text := r.markdown()
	if _, err := io.WriteString(w, "\n"+text); err != nil {
		return err
	}
	if !keep {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(folder, r.Started.Format("2006-01-02-1504"))
	if err := os.WriteFile(path+".json", append(raw, '\n'), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(path+".md", []byte(text), 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nstored as %s.md and .json\n", path)
	return err
}
