package graph_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/vektah/gqlparser/v2/ast"
)

var (
	// limiting finds inputs that bound how much there may be. The range of a number itself,
	// "at most a year", is none.
	limiting = regexp.MustCompile(`(?i)\blimits?\b|^most\b|\b(points|times|count) at most`)
	saysZero = regexp.MustCompile(`1 or more|at least 1|more than 0|\b0: `)
	saysNull = regexp.MustCompile(`null: no limit|null: the limit stays`)
)

// Whoever sets a limit must read what 0 and what null mean: see docs/api.md.
func TestLimitsSayWhatZeroAndNullMean(t *testing.T) {
	found := 0
	for _, d := range schema().Types {
		if d.Kind != ast.InputObject || strings.HasSuffix(d.Name, "Filter") {
			continue
		}
		for _, f := range d.Fields {
			// A list's or a text's greatest length is not the caller's to choose.
			number := f.Type.Elem == nil && (f.Type.NamedType == "Int" || f.Type.NamedType == "Points" || f.Type.NamedType == "Decimal" || f.Type.NamedType == "Count")
			if !number || !limiting.MatchString(f.Description) && !strings.HasSuffix(f.Name, "Limit") {
				continue
			}
			found++
			assert.Regexp(t, saysZero, f.Description, "%s.%s", d.Name, f.Name)
			assert.Regexp(t, saysNull, f.Description, "%s.%s", d.Name, f.Name)
		}
	}
	assert.GreaterOrEqual(t, found, 11)
}
