package mall_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is a path of this repository as documents write it: `mall/store/doc.go`.
var named = regexp.MustCompile("`((?:mall|graph|server|schema|ent|cmd|web|e2e|bench|docs|scripts|findings)/[A-Za-z0-9_./-]+)`")

// Decisions and the changelog tell of what was; every other document of what is.
func TestEveryPathThatADocumentNamesExists(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	pages = append(pages, "../README.md", "../bench/README.md", "../findings/README.md")
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, name := range named.FindAllStringSubmatch(string(text), -1) {
			found++
			_, err := os.Stat(filepath.Join("..", name[1]))
			assert.NoError(t, err, page)
		}
	}
	assert.Greater(t, found, 40)
}
