package main

import (
	"fmt"
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

// Target is what a ratio must reach, and what it should: 0 where there is none.
type Target struct {
	Least float64 `json:"least,omitempty"`
	Aim   float64 `json:"aim,omitempty"`
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
