package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var reference = regexp.MustCompile(`\$\{([^}]+)\}`)

// Expand replaces every ${name} in v, which may be nested maps and lists, by what
// lookup knows of it. A string that is nothing but one ${name} becomes the value
// itself, so that numbers stay numbers.
func Expand(v any, lookup func(name string) (any, error)) (any, error) {
	switch v := v.(type) {
	case string:
		return expandString(v, lookup)
	case map[string]any:
		expanded := make(map[string]any, len(v))
		for key, inner := range v {
			value, err := Expand(inner, lookup)
			if err != nil {
				return nil, err
			}
			expanded[key] = value
		}
		return expanded, nil
	case []any:
		expanded := make([]any, len(v))
		for i, inner := range v {
			value, err := Expand(inner, lookup)
			if err != nil {
				return nil, err
			}
			expanded[i] = value
		}
		return expanded, nil
	}
	return v, nil
}

func expandString(text string, lookup func(string) (any, error)) (any, error) {
	if m := reference.FindStringSubmatch(text); m != nil && m[0] == text {
		return lookup(m[1])
	}
	var failed error
	expanded := reference.ReplaceAllStringFunc(text, func(ref string) string {
		value, err := lookup(ref[2 : len(ref)-1])
		if err != nil {
			failed = err
		}
		return fmt.Sprint(value)
	})
	return expanded, failed
}

// At finds the value at a path such as exchange.order.lines.0.id.
func At(v any, path string) (any, error) {
	for step := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			value, ok := inner[step]
			if !ok {
				return nil, fmt.Errorf("%s: there is no field %q", path, step)
			}
			v = value
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(inner) {
				return nil, fmt.Errorf("%s: there is no element %s of %d", path, step, len(inner))
			}
			v = inner[i]
		default:
			return nil, fmt.Errorf("%s: %q is looked for in %v", path, step, v)
		}
	}
	return v, nil
}
