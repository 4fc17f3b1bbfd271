package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// block is a fenced block of a page in the documentation.
type block struct {
	page     string // the page's path, and the block's line, for messages
	line     int
	language string
	text     string
}

// fence begins or ends a block, in a list item too.
var fence = regexp.MustCompile("^( *)```(\\S*)$")

// blocks are all fenced blocks of a page of the folder docs.
func blocks(t *testing.T, page string) (found []block) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", page))
	require.NoError(t, err)
	var open *block
	indent := ""
	for i, line := range strings.Split(string(text), "\n") {
		mark := fence.FindStringSubmatch(line)
		switch {
		case mark == nil && open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		case mark == nil:
			// Text.
		case open != nil:
			found = append(found, *open)
			open = nil
		default:
			open, indent = &block{page: page, line: i + 1, language: mark[2]}, mark[1]
		}
	}
	require.Nil(t, open, "%s: a block does not end", page)
	return found
}

// blocksOf are the blocks of a page in one language.
func blocksOf(t *testing.T, page, language string) (found []block) {
	t.Helper()
	for _, b := range blocks(t, page) {
		if b.language == language {
			found = append(found, b)
		}
	}
	return found
}

// moduleName is the file that a block's first line names.
var moduleName = regexp.MustCompile(`^// ([a-z-]+\.(?:mjs|ts))\n`)

// writeModules writes a page's JavaScript, each block the module that its first line
// names, into a folder inside an npm project of ours, and returns that folder. They
// call the server that is given.
func writeModules(t *testing.T, s *server, project, page string) string {
	t.Helper()
	dir := tempDirIn(t, project, ".docs-")
	writeBlocks(t, dir, blocksOf(t, page, "js"), s.address)
	return dir
}

// writeBlocks writes each block into the file that its first line names, with the
// address of the demo mall replaced.
func writeBlocks(t *testing.T, dir string, modules []block, address string) {
	t.Helper()
	require.NotEmpty(t, modules)
	for _, b := range modules {
		name := moduleName.FindStringSubmatch(b.text)
		require.NotNil(t, name, "%s:%d: the first line names the file", b.page, b.line)
		text := strings.ReplaceAll(b.text, "127.0.0.1:8080", address)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name[1]), []byte(text), 0o600))
	}
}
