package web

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// textsOf are the texts of a part of the pages in one language, by their names.
func textsOf(t *testing.T, part, language string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(part, "src", "texts", language+".json"))
	require.NoError(t, err)
	var tree map[string]any
	require.NoError(t, json.Unmarshal(content, &tree))
	flat := map[string]string{}
	var walk func(prefix string, below map[string]any)
	walk = func(prefix string, below map[string]any) {
		for name, v := range below {
			switch v := v.(type) {
			case string:
				flat[prefix+name] = v
			case map[string]any:
				walk(prefix+name+".", v)
			}
		}
	}
	walk("", tree)
	return flat
}

func blanks(text string) []string {
	found := regexp.MustCompile(`\{\w+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEveryTextStandsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"kit", "shop", "console"} {
		zh, en := textsOf(t, part, "zh-CN"), textsOf(t, part, "en")
		for name := range en {
			assert.Contains(t, zh, name, "%s has no Chinese text", part)
		}
		for name, text := range zh {
			if assert.Contains(t, en, name, "%s has no English text", part) {
				assert.Equal(t, blanks(text), blanks(en[name]), "%s: %s has other blanks to fill in", part, name)
			}
			assert.NotEmpty(t, strings.TrimSpace(text), name)
		}
	}
}
