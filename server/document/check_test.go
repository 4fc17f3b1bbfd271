package document

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/mall"
)

func nested(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) }

// doubling is a document of n fragments, each of which spreads the next twice.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query { ...f%d ...f%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Query { a }", n)
	return b.String()
}

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // a part of the refusal; "" when there is none
	}{
		"small":                 {`{ a b: c { d } }`, ""},
		"as deep as may be":     {nested(20), ""},
		"too deep":              {nested(21), "20 levels"},
		"too deep by fragments": {`{ a { ...g } } fragment g on Q ` + nested(20), "20 levels"},
		"deep in a fragment that nothing spreads": {`{ a } fragment f on Q ` + nested(21), "20 levels"},
		"deeper than can be parsed":               {nested(3000), "20 levels"},
		"values as deep":                          {`{ a(b: ` + strings.Repeat("[", 3000) + strings.Repeat("]", 3000) + `) }`, "levels"},
		"aliases":                                 {`{ a {` + aliased(101) + `} }`, "100 aliases"},
		"aliases by fragments":                    {`{ a { ...f } b { ...f } c { ...f } } fragment f on Q {` + aliased(34) + `}`, "100 aliases"},
		"a few aliases":                           {`{ a {` + aliased(100) + `} }`, ""},
		"root fields":                             {`{` + strings.Repeat(" a", 21) + `}`, "20 root fields"},
		"root fields by fragments":                {`{ ...f ...f ... { a } } fragment f on Q {` + strings.Repeat(" a", 10) + `}`, "20 root fields"},
		"mutations":                               {`mutation {` + strings.Repeat(" a", 11) + `}`, "10 mutations"},
		"directives":                              {`{ a` + strings.Repeat(" @x", 51) + `}`, "50 directives"},
		"operations":                              {strings.Repeat("query q { a } ", 11), "10 operations"},
		"fields":                                  {`{ a {` + strings.Repeat(" a", 501) + `} }`, "500 fields"},
		"a bomb of fragments":                     {doubling(60), "fields"},
		"an unspread bomb":                        {`{ a } ` + strings.Replace(doubling(60), "{ ...f0 }", "", 1), "fields"},
		"a bomb under a used name":                {`{ a { ...x } } fragment x on Q { a } fragment x on Q {` + strings.Repeat(" a", 501) + `}`, "500 fields"},
		"a circle":                                {`{ ...f } fragment f on Q { a ...g } fragment g on Q { b ...f }`, ""},
		"a circle in itself":                      {`{ ...f } fragment f on Q { ...f }`, ""},
		"a missing fragment":                      {`{ ...f }`, ""},
		"tokens":                                  {`{ a(b: [` + strings.Repeat("1 ", 10_000) + `]) }`, "10000 tokens"},
		"no syntax":                               {`{ a`, "Expected Name"},
		"defer":                                   {`{ ... @defer { a } }`, "@defer"},
		"nothing":                                 {``, ""},
	} {
		t.Run(name, func(t *testing.T) {
			start := processorTime(t)
			_, err := Defaults.check(c.text)
			assert.Less(t, processorTime(t)-start, time.Second)
			if c.want == "" {
				require.Nil(t, err)
				return
			}
			require.NotNil(t, err)
			assert.Contains(t, err.Message, c.want)
			assert.NotEmpty(t, err.Extensions["code"])
		})
	}
}

// Documents may be described, as GraphQL of September 2025 has it, and their texts
// may write any character with escapes.
func TestDocumentsOfSeptember2025(t *testing.T) {
	doc, refusal := Defaults.check(`"what it is for" query q("whose" $a: Int) { a(b: "\ud83d\ude00 \u{1F600}") ...f } """more""" fragment f on Q { a }`)
	require.Nil(t, refusal)
	assert.Equal(t, "what it is for", doc.Operations[0].Description)
	assert.Equal(t, "whose", doc.Operations[0].VariableDefinitions[0].Description)
	assert.Equal(t, "more", doc.Fragments[0].Description)
	assert.Equal(t, "😀 😀", doc.Operations[0].SelectionSet[0].(*ast.Field).Arguments[0].Value.Raw)
	for _, text := range []string{`{ a(b: "\u000A \\ud83d \ud83d\ude00") }`, "{ a(b: \"\"\"\\ud83d\"\"\") }", `{ a(b: "�") } # \ud83d`} {
		_, refusal = Defaults.check(text)
		assert.Nil(t, refusal, text)
	}
	for _, text := range []string{`{ a(b: "\ud83d") }`, `{ a(b: "\ude00\ud83d") }`, `{ a(b: "x\uD83Dy") }`, `{ a(b: "\u{110000}") }`, `"of a shorthand" { a }`} {
		_, refusal = Defaults.check(text)
		assert.NotNil(t, refusal, text)
	}
}

func aliased(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " x%d: a", i)
	}
	return b.String()
}

// A limit that is switched off binds nothing; the others still do.
func TestLimitsOff(t *testing.T) {
	off := Limits{Depth: -1, Selections: -1}.OrDefaults()
	_, err := off.check(nested(900))
	assert.Nil(t, err)
	_, err = off.check(`{` + strings.Repeat(" a", 21) + `}`)
	assert.NotNil(t, err)
	_, err = off.check(nested(3000))
	require.NotNil(t, err, "the parser has a limit of its own")
	assert.Contains(t, err.Message, "1000 levels")
	assert.Equal(t, string(mall.CodeDocumentLimitExceeded), err.Extensions["code"])
	assert.Equal(t, []string{"--max-depth", "--max-selections"}, off.Off())
	assert.Empty(t, Defaults.Off())
	assert.Equal(t, Defaults, Limits{}.OrDefaults())
}

// What the limits let through is validated in a moment, the worst of it too.
func TestNothingLetThroughIsSlowToValidate(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { a: Query b: Int }`})
	half := strings.Repeat(" a { b }", 120)
	for name, text := range map[string]string{
		"one field again and again": `{ a {` + strings.Repeat(" b", 490) + `} }`,
		"objects again and again":   `{ a {` + strings.Repeat(" a { b }", 240) + `} }`,
		"two sides":                 `{ a {` + half + `} a {` + half + `} }`,
		"a tower of pairs":          `{ a { ...f0 } } ` + tower(6),
		"many fragments":            `{ a {` + spreads(70) + `} } ` + definitions(70),
	} {
		doc, refusal := Defaults.check(text)
		require.Nil(t, refusal, name)
		start := processorTime(t)
		_ = validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()) // how it ends is of no matter
		assert.Less(t, processorTime(t)-start, 2*time.Second, name)
	}
}

// processorTime is what this process has used so far. The clock's time would count what the
// processors did for others meanwhile.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func tower(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query { a { ...f%d } a { ...f%d } }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Query { b }", n)
	return b.String()
}

func spreads(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " ...f%d", i)
	}
	return b.String()
}

func definitions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query { a { b } }", i)
	}
	return b.String()
}
