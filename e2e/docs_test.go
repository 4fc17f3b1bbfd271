package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// storefrontModules are the modules of docs/storefronts.md that do something by
// themselves, and what they print. The others are imported by them.
var storefrontModules = map[string]string{
	"browse":            `^\d\d+ SKUs\n$`,
	"first-order":       `^one order\n\d+ (points are missing|are left)\n$`,
	"apollo-storefront": `^10 products\nredeemed\n$`,
	"urql-storefront":   `^10 products\nredeemed\n$`,
	"watch-by-socket":   `(?s)PAID.*FULFILLING.*SHIPPED.*DELIVERED.*COMPLETED\n$`,
	"watch-by-events":   `(?s)PAID.*FULFILLING.*SHIPPED.*DELIVERED.*COMPLETED\n$`,
}

func TestStorefrontModules(t *testing.T) {
	t.Parallel()
	install(t, "clients")
	database := demoMall.SQLite(t)
	mall := open(t, database)
	dir := writeModules(t, mall.server, "clients", "storefronts.md")
	env := clientEnv(t, mall)
	t.Run("modules", func(t *testing.T) {
		for name, want := range storefrontModules {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				out := program{
					dir: "clients", args: []string{filepath.Join(dir, name+".mjs")}, env: env,
					onLine: func(line string) {
						if order, paid := strings.CutSuffix(line, " PAID"); paid {
							moveToTheEnd(t, mall, order)
						}
					},
				}.run(t)
				assert.Regexp(t, want, out)
			})
		}
	})
	reconcile(t, database)
}

// moveToTheEnd has the admin take a paid order through all its states.
func moveToTheEnd(t *testing.T, mall *shop, order string) {
	t.Helper()
	for i, status := range steps {
		setStatus(t, mall.server, mall.token(t, "admin"), order, i+1, status)
	}
}

// Every module of the page is run, or imported by one that is.
func TestEveryStorefrontModuleIsRun(t *testing.T) {
	t.Parallel()
	texts := ""
	for _, b := range blocksOf(t, "storefronts.md", "js") {
		texts += b.text
	}
	for _, b := range blocksOf(t, "storefronts.md", "js") {
		name := moduleName.FindStringSubmatch(b.text)
		require.NotNil(t, name, "%s:%d", b.page, b.line)
		_, run := storefrontModules[strings.TrimSuffix(name[1], ".mjs")]
		used := strings.Contains(texts, "'./"+name[1]+"'") || name[1] == "codegen.mjs" // clients/codegen.mjs uses that
		assert.True(t, run || used, "%s:%d: nothing runs %s", b.page, b.line, name[1])
	}
}

// Apollo's cache is told of every type that a refusal can have.
func TestTheGuideNamesEveryUserError(t *testing.T) {
	t.Parallel()
	schema := servedSchema(t)
	var names []string
	for _, kind := range schema.GetPossibleTypes(schema.Types["UserError"]) {
		names = append(names, kind.Name)
	}
	require.NotEmpty(t, names)
	named := regexp.MustCompile(`UserError: \[([^]]*)\]`)
	for _, b := range blocksOf(t, "storefronts.md", "js") {
		if found := named.FindStringSubmatch(b.text); found != nil {
			assert.ElementsMatch(t, names, strings.FieldsFunc(found[1], func(r rune) bool { return strings.ContainsRune("', ", r) }))
			return
		}
	}
	assert.Fail(t, "no block names the types of UserError")
}

// The shell commands of the guide to the API run as they stand.
func TestCommandsOfTheAPIGuide(t *testing.T) {
	t.Parallel()
	_, err := exec.LookPath("curl")
	require.NoError(t, err, "the guide's commands call curl: install it, or run this by `make test` or scripts/with-curl, which do")
	mall := open(t, demoMall.SQLite(t))
	commands := blocksOf(t, "api.md", "sh")
	require.NotEmpty(t, commands)
	for _, b := range commands {
		bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(b.text, "127.0.0.1:8080", mall.address))
		bash.Env = append(bash.Environ(), "TOKEN="+mall.token(t, "alice"), "SKU="+mall.sku(t, "DRINK-100"))
		out, err := bash.CombinedOutput()
		require.NoError(t, err, "%s:%d\n%s", b.page, b.line, out)
		assert.Contains(t, string(out), `"data":{`, "%s:%d", b.page, b.line)
		assert.NotContains(t, string(out), `"errors":`, "%s:%d", b.page, b.line)
		assert.NotContains(t, string(out), `"code":`, "%s:%d: a refusal", b.page, b.line)
	}
}

// typeDefinition begins what is no operation, but a schema.
var typeDefinition = regexp.MustCompile(`(?m)^(extend )?type `)

// The GraphQL in the documentation is valid: operations against the schema.
func TestGraphQLInTheDocumentation(t *testing.T) {
	t.Parallel()
	schema := servedSchema(t)
	for page, least := range map[string]int{"api.md": 2, "../README.md": 2} {
		documents := blocksOf(t, page, "graphql")
		assert.GreaterOrEqual(t, len(documents), least, page)
		for _, b := range documents {
			if typeDefinition.MatchString(b.text) {
				_, err := parser.ParseSchema(&ast.Source{Input: b.text})
				assert.NoError(t, err, "%s:%d", b.page, b.line)
				continue
			}
			_, errs := gqlparser.LoadQueryWithRules(schema, b.text, rules.NewDefaultRules())
			assert.Empty(t, errs, "%s:%d", b.page, b.line)
		}
	}
}

var (
	fenced   = regexp.MustCompile("(?ms)^ *```.*?^ *```")
	indented = regexp.MustCompile(`\n\n {4,}\S.*`)
)

// Whoever adds code to these pages says what it is, so that it is tried.
func TestCodeInTheGuidesIsTried(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"api.md", "storefronts.md"} {
		for _, b := range blocks(t, page) {
			assert.Contains(t, []string{"js", "ts", "sh", "graphql", "text"}, b.language, "%s:%d", b.page, b.line)
		}
		text, err := os.ReadFile(filepath.Join("..", "docs", page))
		require.NoError(t, err)
		prose := fenced.ReplaceAllString(string(text), "")
		assert.Empty(t, indented.FindAllString(prose, -1), "%s: code stands in a fence that names its language", page)
	}
}
