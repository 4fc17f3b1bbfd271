package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCases tells every story of the folder cases to a fresh demo mall on each database.
func TestCases(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("cases/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	t.Cleanup(func() { assertAllTold(t) })
	for _, path := range paths {
		c, err := LoadCase(path)
		require.NoError(t, err)
		t.Run(CaseName(path), func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, database string) {
				teller := &teller{shop: open(t, database, strings.Fields(c.Serve)...), saved: map[string]any{}}
				for _, step := range c.Steps {
					if !teller.tell(t, step) && !c.Independent {
						return
					}
				}
				reconcile(t, database)
				teller.assertWrittenDown(t)
			})
		})
	}
}

// teller tells one story.
type teller struct {
	*shop
	saved map[string]any
	// made are the mutations of staff and partners that were not refused: see note.
	made []string
}

// tell takes one step and reports whether everything came as expected.
func (r *teller) tell(t *testing.T, step Step) bool {
	t.Helper()
	if step.Run != "" {
		return r.command(t, step)
	}
	document, err := step.Document()
	require.NoError(t, err)
	variables := r.expand(t, step.Variables)
	var before map[string]any
	if step.Refuses() {
		before = r.state(t)
	}
	as := fmt.Sprint(r.expand(t, step.As))
	send := func() (answer, []string) {
		got, err := post(t.Context(), r.server, ask{
			token: r.token(t, as), headers: step.Headers, query: document, variables: asMap(variables),
		})
		require.NoError(t, err, "step %q", step.Name)
		return got, r.problems(t, step, got)
	}
	got, problems := send()
	for deadline := time.Now().Add(patience); step.Eventually && len(problems) > 0 && time.Now().Before(deadline); {
		time.Sleep(100 * time.Millisecond)
		got, problems = send()
	}
	if step.Refuses() {
		changes, err := Match(before, r.state(t), true)
		require.NoError(t, err)
		for _, change := range changes {
			problems = append(problems, "a refused request changed "+change)
		}
	}
	if len(problems) > 0 {
		return assert.Fail(t, "step "+strconv.Quote(step.Name), "%s\nvariables: %s\nanswer (status %d): %s",
			strings.Join(problems, "\n"), pretty(variables), got.status, shorten(pretty(json.RawMessage(got.raw))))
	}
	r.note(t, step.As, document, got.Data)
	for name, path := range step.Save {
		value, err := At(got.Data, path)
		require.NoError(t, err, "step %q saves %s", step.Name, name)
		r.saved[name] = value
	}
	return true
}

// command runs a step's command on the mall's database.
func (r *teller) command(t *testing.T, step Step) bool {
	t.Helper()
	line := fmt.Sprint(r.expand(t, step.Run))
	got := run(t, append(strings.Fields(line), "--database", r.database)...)
	good := assert.Equal(t, step.Code, got.code, "step %q: exit code\n%s%s", step.Name, got.stdout, got.stderr)
	return assert.Regexp(t, fmt.Sprint(r.expand(t, step.Prints)), got.stdout+got.stderr, "step %q", step.Name) && good
}

// problems compares an answer with what the step expects.
func (r *teller) problems(t *testing.T, step Step, got answer) (problems []string) {
	t.Helper()
	status := step.Status
	if status == 0 {
		status = 200
	}
	if got.status != status {
		problems = append(problems, fmt.Sprintf("want status %d, got %d", status, got.status))
	}
	compare := func(what string, want, got any, exact bool) {
		differences, err := Match(r.expand(t, want), got, exact)
		require.NoError(t, err)
		for _, d := range differences {
			problems = append(problems, what+d)
		}
	}
	var errors []map[string]any
	for _, e := range got.Errors {
		errors = append(errors, map[string]any{"code": e.Extensions["code"], "path": e.Path, "argument": e.Extensions["argument"], "variable": e.Extensions["variable"]})
	}
	var wanted []map[string]any
	for _, e := range step.ExpectErrors {
		wanted = append(wanted, map[string]any{"code": e.Code, "path": e.Path, "argument": e.Argument, "variable": e.Variable})
	}
	compare("errors", wanted, errors, true)
	if step.Expect != nil {
		compare("data", step.Expect, got.Data, false)
	}
	if step.Exact != nil {
		compare("data", step.Exact, got.Data, true)
	}
	if step.Refused != nil {
		compare("data", refusal(got.Data, step.Refused), got.Data, true)
		compare("refusal", step.Refused, firstRefusal(got.Data), false)
	}
	return problems
}

// refusal is the whole of a refused mutation's data: nothing but its one userError.
func refusal(data, refused map[string]any) map[string]any {
	want := map[string]any{}
	for root, payload := range data {
		fields := map[string]any{}
		for name, value := range asMap(payload) {
			fields[name] = nil
			if _, isBool := value.(bool); isBool {
				fields[name] = false
			}
		}
		fields["userErrors"] = []any{firstRefusal(data)}
		want[root] = fields
	}
	if len(want) == 0 {
		want["a payload"] = refused
	}
	return want
}

func firstRefusal(data map[string]any) any {
	for _, root := range slices.Sorted(maps.Keys(data)) {
		if refusals, ok := asMap(data[root])["userErrors"].([]any); ok && len(refusals) > 0 {
			return refusals[0]
		}
	}
	return nil
}

// expand fills in what earlier steps saved, and what the mall holds.
func (r *teller) expand(t *testing.T, v any) any {
	t.Helper()
	expanded, err := Expand(v, func(name string) (any, error) {
		if value, ok := r.saved[name]; ok {
			return value, nil
		}
		kind, key, _ := strings.Cut(name, ":")
		switch kind {
		case "sku":
			return r.sku(t, key), nil
		case "product":
			r.readCatalog(t)
			return r.slugs[key], nil
		case "member":
			return r.member(t, key), nil
		case "token":
			return r.token(t, key), nil
		case "time":
			return r.moment(key)
		case "in": // a time from now
			d, err := time.ParseDuration(key)
			return time.Now().UTC().Add(d).Format(time.RFC3339Nano), err
		case "long": // a text of so many bytes
			n, err := strconv.Atoi(key)
			return strings.Repeat("x", max(n, 0)), err
		case "address":
			return r.address, nil
		}
		return nil, fmt.Errorf("nothing is known of ${%s}", name)
	})
	require.NoError(t, err)
	return expanded
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func pretty(v any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return text.String()
}

// shorten keeps a long answer from hiding what is wrong with it.
func shorten(text string) string {
	const most = 4000
	if len(text) <= most {
		return text
	}
	return text[:most] + "\u2026"
}
