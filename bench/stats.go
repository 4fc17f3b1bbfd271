package main

import (
	"fmt"
	"math"
	"slices"
)

// median is the middle of the values, or the mean of the two in the middle.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// medianOf is the median of one of the runs' numbers.
func medianOf(runs []Run, number func(Run) float64) float64 {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = number(r)
	}
	return median(values)
}

func rate(r Run) float64 { return r.Rate }

// ratios are one side's rates by the other's, round by round.
func ratios(ours, theirs []Run) (all []float64) {
	for i := range min(len(ours), len(theirs)) {
		if theirs[i].Rate > 0 {
			all = append(all, ours[i].Rate/theirs[i].Rate)
		}
	}
	return all
}

// interval holds the median of what the values were drawn from in at least 95 cases of
// 100, whatever their distribution: it goes from the kth value to the kth last, where k is
// the most for which so few of n tosses of a coin are heads in at most 2.5 % of cases.
// 0, 0 for fewer than 6 values, of which even the least and the greatest say less.
// Source: the sign test's interval for a median.
func interval(values []float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	k, tail, term := 0, 0.0, math.Pow(0.5, float64(n)) // term: the chance of exactly k heads
	for tail+term <= 0.025 {
		tail += term
		term *= float64(n-k) / float64(k+1)
		k++
	}
	if k == 0 {
		return 0, 0
	}
	return sorted[k-1], sorted[n-k]
}

// Target is what a ratio must reach, and what it should: 0 where there is none.
type Target struct {
	Least float64 `json:"least,omitempty"`
	Aim   float64 `json:"aim,omitempty"`
	// Interval: only a ratio whose whole interval lies below Least misses it.
	Interval bool `json:"interval,omitempty"`
}

// Verdicts on a number that has a target.
const (
	met    = "met"
	aimMet = "aim met"
	missed = "missed"
)

// judge compares a ratio with the target; "" where there is none.
func (t Target) judge(ratio float64) string {
	switch {
	case t.Least == 0:
		return ""
	case ratio < t.Least:
		return missed
	case t.Aim > 0 && ratio >= t.Aim:
		return aimMet
	}
	return met
}

// String is "1.2 (aim 3)".
func (t Target) String() string {
	switch {
	case t.Least == 0:
		return ""
	case t.Aim == 0:
		return fmt.Sprintf("%g", t.Least)
	}
	return fmt.Sprintf("%g (aim %g)", t.Least, t.Aim)
}
