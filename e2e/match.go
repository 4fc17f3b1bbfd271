package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Match says in which places got is not what want asks for; nil: in none. Both are
// compared as JSON. Unless exact, got's maps may have more fields than want's.
func Match(want, got any, exact bool) ([]string, error) {
	want, err := normal(want)
	if err != nil {
		return nil, err
	}
	if got, err = normal(got); err != nil {
		return nil, err
	}
	m := matcher{exact: exact}
	m.compare("", want, got)
	return m.differences, nil
}

// normal turns v into what JSON knows, with numbers kept as they are written.
func normal(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var plain any
	return plain, decoder.Decode(&plain)
}

type matcher struct {
	exact       bool
	differences []string
}

func (m *matcher) differ(path, format string, args ...any) {
	if path == "" {
		path = "."
	}
	m.differences = append(m.differences, path+": "+fmt.Sprintf(format, args...))
}

func (m *matcher) compare(path string, want, got any) {
	switch want := want.(type) {
	case map[string]any:
		m.compareMaps(path, want, got)
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			m.differ(path, "want a list of %d, got %s", len(want), show(got))
			return
		}
		for i := range want {
			m.compare(fmt.Sprintf("%s[%d]", path, i), want[i], list[i])
		}
	case string:
		pattern, isPattern := strings.CutPrefix(want, "~")
		text, isText := got.(string)
		switch {
		case isPattern && isText:
			if !regexp.MustCompile(pattern).MatchString(text) {
				m.differ(path, "want a match of %s, got %s", pattern, show(got))
			}
		case !isText || text != want:
			m.differ(path, "want %s, got %s", show(want), show(got))
		}
	default:
		if want != got {
			m.differ(path, "want %s, got %s", show(want), show(got))
		}
	}
}

func (m *matcher) compareMaps(path string, want map[string]any, got any) {
	fields, ok := got.(map[string]any)
	if !ok {
		m.differ(path, "want %s, got %s", show(want), show(got))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		value, ok := fields[name]
		if !ok {
			m.differ(path+"."+name, "is missing")
			continue
		}
		m.compare(path+"."+name, want[name], value)
	}
	if m.exact {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if _, ok := want[name]; !ok {
				m.differ(path+"."+name, "is not expected, got %s", show(fields[name]))
			}
		}
	}
}

func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
