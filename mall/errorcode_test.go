package mall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestErrorCodesStandInOnePlace(t *testing.T) {
	codes := map[string]bool{}
	for _, text := range literals(t, "errorcode.go") {
		assert.False(t, codes[text], "%s is there twice", text)
		codes[text] = true
	}
	require.Greater(t, len(codes), 40)
	// OrderStatus has a CANCELLED of its own, PaymentStatus an EXPIRED.
	delete(codes, string(mall.OrderCancelled))
	delete(codes, string(mall.PaymentExpired))
	for _, folder := range []string{".", "../graph", "../server", "../cmd"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "generated" || entry.Name() == "model"):
				return filepath.SkipDir
			case entry.IsDir() || path == "errorcode.go" || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			for _, text := range literals(t, path) {
				assert.False(t, codes[text], "%s writes the code %q: take it from mall/errorcode.go", path, text)
			}
			return nil
		})
		require.NoError(t, err)
	}
}

// literals are the texts that a file has between quotation marks.
func literals(t *testing.T, path string) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}

func TestAVersionConflictNamesTheThingAndTheCurrentVersion(t *testing.T) {
	refusal := mall.Outdated(mall.Text{EN: "the tier", ZH: "等级"}, "version", 7)
	assert.Equal(t, mall.CodeVersionConflict, refusal.Code)
	assert.Equal(t, mall.Text{EN: "the tier changed meanwhile; the version is 7 now", ZH: "等级已被修改，当前版本为 7"}, refusal.Text)
	assert.Equal(t, []string{"version"}, refusal.Path)
	assert.Equal(t, 7, refusal.Figures.Current)

	refusal = mall.Outdated(mall.Text{EN: "the rule", ZH: "规则"}, "revision", 3)
	assert.Equal(t, mall.Text{EN: "the rule changed meanwhile; the revision is 3 now", ZH: "规则已被修改，当前修订号为 3"}, refusal.Text)
}
