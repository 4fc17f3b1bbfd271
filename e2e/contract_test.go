package e2e

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// contract names what callers rely on. It is not part of the repository.
const contract = "../../shared/contract.graphql"

// notServed is what the contract names and the mall does not have yet. Delete a line
// when it is there.
var notServed = []string{
	"ExchangePointsInput",
}

func TestContract(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.FromSlash(contract))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the contract is not here: " + err.Error())
	}
	require.NoError(t, err)
	document, err := parser.ParseSchema(&ast.Source{Name: contract, Input: string(text)})
	require.NoError(t, err)
	c := &comparison{served: servedSchema(t)}
	for _, promised := range document.Definitions {
		c.definition(promised)
	}
	for name, values := range enumsInComments(string(text)) {
		c.enum(name, values)
	}
	assert.Empty(t, c.broken)
	assert.Greater(t, c.kept, 300, "the contract was read")
	slices.Sort(c.missing)
	assert.Equal(t, notServed, c.missing, "what is served now leaves the list; nothing joins it")
}

// servedSchema is the schema of the folder schema, which the binary is built from.
func servedSchema(t *testing.T) *ast.Schema {
	t.Helper()
	paths, err := filepath.Glob("../schema/*.graphql")
	require.NoError(t, err)
	var sources []*ast.Source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		sources = append(sources, &ast.Source{Name: path, Input: string(text)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	require.NoError(t, err)
	return schema
}

// The contract lists the values of most enums in comments: "# ProductKind: PHYSICAL …",
// and those of ErrorCode in the lines below one.
var (
	enumInComment  = regexp.MustCompile(`(?m)^# (\w+): ((?:[A-Z_]+ ?)+)$`)
	errorCodeLines = regexp.MustCompile(`# ErrorCode is an enum; these values exist:\n((?:# [A-Z_ ]+\n)+)`)
)

func enumsInComments(text string) map[string][]string {
	enums := map[string][]string{}
	for _, found := range enumInComment.FindAllStringSubmatch(text, -1) {
		enums[found[1]] = strings.Fields(found[2])
	}
	if found := errorCodeLines.FindStringSubmatch(text); found != nil {
		enums["ErrorCode"] = strings.Fields(strings.ReplaceAll(found[1], "#", ""))
	}
	return enums
}

// comparison compares what the contract promises with what is served.
type comparison struct {
	served  *ast.Schema
	missing []string // not served at all
	broken  []string // served otherwise than promised
	kept    int      // types, fields, arguments and values that are as promised
}

func (c *comparison) expect(ok bool, place string) {
	if ok {
		c.kept++
		return
	}
	c.broken = append(c.broken, place)
}

func (c *comparison) definition(promised *ast.Definition) {
	served := c.served.Types[promised.Name]
	if served == nil {
		c.missing = append(c.missing, promised.Name)
		return
	}
	c.expect(served.Kind == promised.Kind, promised.Name+" is another kind of type")
	for _, name := range promised.Interfaces {
		c.expect(slices.Contains(served.Interfaces, name), promised.Name+" implements "+name)
	}
	isRoot := promised.Name == "Query" || promised.Name == "Mutation" || promised.Name == "Subscription"
	for _, field := range promised.Fields {
		place := promised.Name + "." + field.Name
		got := served.Fields.ForName(field.Name)
		if got == nil && isRoot {
			c.missing = append(c.missing, place)
			continue
		}
		c.expect(got != nil, place+" is missing")
		if got != nil {
			c.field(place, field, got)
		}
	}
	for _, field := range served.Fields {
		if served.Kind == ast.InputObject && promised.Fields.ForName(field.Name) == nil {
			c.expect(!field.Type.NonNull || field.DefaultValue != nil, promised.Name+"."+field.Name+" is asked for, and callers don't know it")
		}
	}
}

func (c *comparison) field(place string, promised, served *ast.FieldDefinition) {
	c.expect(served.Type.String() == promised.Type.String(), place+" is "+served.Type.String())
	c.expect(valueOf(served.DefaultValue) == valueOf(promised.DefaultValue), place+" has another default")
	for _, argument := range promised.Arguments {
		at := place + "(" + argument.Name + ":)"
		got := served.Arguments.ForName(argument.Name)
		c.expect(got != nil && got.Type.String() == argument.Type.String(), at+" is missing or of another type")
	}
	for _, argument := range served.Arguments {
		if promised.Arguments.ForName(argument.Name) == nil {
			c.expect(!argument.Type.NonNull || argument.DefaultValue != nil, place+"("+argument.Name+":) is asked for, and callers don't know it")
		}
	}
}

func (c *comparison) enum(name string, values []string) {
	served := c.served.Types[name]
	if served == nil {
		c.missing = append(c.missing, name)
		return
	}
	for _, value := range values {
		c.expect(served.EnumValues.ForName(value) != nil, name+"."+value+" is missing")
	}
}

func valueOf(v *ast.Value) string {
	if v == nil {
		return ""
	}
	return v.String()
}
