#!/usr/bin/env bash
# Guess: rapid.IntRange(0, 1_000_000) tries the whole range more or less evenly: of two amounts, both lie in the upper half once in four checks.
# Fact:  It draws at random how many bits a number has, and then the bits. Three draws in four lie in the lowest hundredth of the range,
#        one in sixteen in its upper half, and one in thirty is the end itself. Two amounts in the upper half come once in 250 checks,
#        so a property with the default of 100 checks usually never compares two great amounts that differ.
# Seen:  pgregory.net/rapid 1.3.0, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get pgregory.net/rapid@v1.3.0 2>>setup.log

cat >draw_test.go <<'END'
package finding

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestHowAmountsAreDrawn(t *testing.T) {
	const end = 1_000_000
	upper := func(amount int) bool { return amount >= end/2 && amount < end }
	var checks, lowest, one, both, last float64
	rapid.Check(t, func(t *rapid.T) {
		first, second := rapid.IntRange(0, end).Draw(t, "first"), rapid.IntRange(0, end).Draw(t, "second")
		checks++
		if first < end/100 {
			lowest++
		}
		if upper(first) {
			one++
		}
		if upper(first) && upper(second) {
			both++
		}
		if first == end {
			last++
		}
	})
	percent := func(n float64) float64 { return 100 * n / checks }
	fmt.Printf("lowest hundredth %.1f %%, upper half %.1f %%, the end %.1f %%\n", percent(lowest), percent(one), percent(last))
	fmt.Printf("both of two in the upper half %.2f %%\n", percent(both))
	if percent(lowest) < 65 || percent(one) > 10 || percent(last) < 2 || percent(both) > 1 {
		t.Error("the draws are spread in another way")
	}
}
END

go get -t . 2>>setup.log
go test -count=1 -v -rapid.seed=1 -rapid.checks=20000 .
