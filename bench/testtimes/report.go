package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// printFailures prints what the tests of a package printed that failed, or never came to
// their end. A package that failed without such a test counts as one failure.
func (r *run) printFailures(pkg string) {
	some := false
	for _, test := range slices.Sorted(maps.Keys(r.texts[pkg])) {
		if test == "" || r.passed[pkg][test] {
			continue
		}
		if _, ended := r.passed[pkg][test]; !ended {
			r.failed++
		}
		some = true
		fmt.Fprint(r.out, r.texts[pkg][test])
	}
	if !some {
		r.failed++
	}
}

// endUnfinished counts the packages that never came to their end as failures: the go command
// was killed.
func (r *run) endUnfinished() {
	for _, pkg := range slices.Sorted(maps.Keys(r.texts)) {
		r.printFailures(pkg)
		fmt.Fprintf(r.out, "FAIL\t%s [did not end]\n", pkg)
	}
}

// report prints the packages and tests that took longest, and how many tests passed. A test's
// time contains that of the tests below it, and what it waited for others of its package.
func (r *run) report(most int) {
	fmt.Fprintln(r.out, "\nWhere the time went:")
	r.table(r.packages, most)
	fmt.Fprintln(r.out, "\nThe slowest tests:")
	r.table(r.tests, most)
	fmt.Fprintf(r.out, "\n%d passed, %d failed, %d skipped\n", r.succeeded, r.failed, r.skipped)
}

func (r *run) table(all []timing, most int) {
	slices.SortStableFunc(all, func(a, b timing) int { return cmp.Compare(b.took, a.took) })
	for _, x := range all[:min(most, len(all))] {
		fmt.Fprintf(r.out, "%8.1f s  %s\n", x.took.Round(100*time.Millisecond).Seconds(), x.name)
	}
}
