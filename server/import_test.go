package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

const (
	createImport = `mutation ($file: Upload!) { createImport(input: {kind: MEMBERS, file: $file, columns: [{column: "ref", name: "card"}]}) { import { id version status columns } userErrors { code path message } } }`
	importFields = `id version status rowsTotal rowsDone rowsAdded rowsRejected rowsPerSecond rejectedFile keptFile failure fileName`
)

// Staff bring a file, leave, and come back for what became of it.
func TestAFileIsUploadedCheckedImportedAndUndone(t *testing.T) {
	run(t, func(t *testing.T, demo api) {
		a := demo.configured(t, server.Config{PublicURL: "https://mall.test"})
		alice, admin, partner := a.tokens(t)
		operations, err := json.Marshal(map[string]any{"query": createImport, "variables": map[string]any{"file": nil}})
		require.NoError(t, err)
		bring := func(token, text string) answer {
			return a.upload(t, []part{{"operations", string(operations)}, {"map", `{"0": ["variables.file"]}`}, {"0", text}}, "GraphQL-Preflight", "1", "Authorization", "Bearer "+token)
		}
		for _, token := range []string{alice, partner} {
			assert.Equal(t, []any{"FORBIDDEN"}, bring(token, "card\nI-1\n").codes())
		}
		got := bring(admin, "card;name\nI-1;Ann\n")
		require.Empty(t, got.codes())
		unwanted := got.Data["createImport"].(map[string]any)["import"].(map[string]any)
		a.changeImport(t, admin, "cancelImport", unwanted)
		got = bring(admin, "number,name\nI-1,Ann\n")
		assert.Contains(t, fmt.Sprint(got.Data), "INVALID_INPUT")
		got = bring(admin, "card,name\nI-1,Ann\nI-2,=1+1\n,nobody\n")
		require.Empty(t, got.codes())
		made := got.Data["createImport"].(map[string]any)["import"].(map[string]any)
		assert.Equal(t, "CHECKING", made["status"])
		assert.Equal(t, []any{"card", "name"}, made["columns"])
		id := made["id"].(string)
		work(t, a)
		assert.Equal(t, "CANCELLED", a.importOf(t, admin, unwanted["id"].(string))["status"])
		checked := a.importOf(t, admin, id)
		assert.Equal(t, "CHECKED", checked["status"])
		assert.EqualValues(t, 3, checked["rowsTotal"])
		assert.EqualValues(t, 2, checked["rowsAdded"])
		a.changeImport(t, admin, "startImport", checked)
		work(t, a)
		done := a.importOf(t, admin, id)
		assert.Equal(t, "DONE", done["status"])
		assert.Equal(t, "https://mall.test/files/imports/"+id+"/rejected.csv", done["rejectedFile"])

		path := strings.TrimPrefix(done["rejectedFile"].(string), "https://mall.test")
		assert.Equal(t, http.StatusNotFound, fetched(a, path).Code)
		assert.Equal(t, http.StatusNotFound, fetched(a, path, "Authorization", "Bearer "+alice).Code)
		file := fetched(a, path, "Authorization", "Bearer "+admin, "Accept-Language", "zh-CN")
		require.Equal(t, http.StatusOK, file.Code)
		assert.Equal(t, "\ufeffcard,name,Line,Reason\n,nobody,4,名称不可用：it is empty\n", file.Body.String())
		assert.Contains(t, file.Header().Get("Content-Disposition"), "attachment")
		assert.Equal(t, "private, no-store", file.Header().Get("Cache-Control"))

		a.changeImport(t, admin, "undoImport", done)
		work(t, a)
		assert.Equal(t, "UNDONE", a.importOf(t, admin, id)["status"])
		page := a.post(t, admin, `{ imports(first: 1) { totalCount nodes { id } } node(id: "`+id+`") { id } }`)
		assert.EqualValues(t, 2, page.Data["imports"].(map[string]any)["totalCount"])
		for _, verb := range []string{"startImport", "undoImport"} {
			a.assertWrittenDown(t, admin, verb, id, "CHANGED")
		}
		for _, brought := range []any{id, unwanted["id"]} {
			a.assertWrittenDown(t, admin, "createImport", brought, "CREATED")
		}
		a.assertWrittenDown(t, admin, "cancelImport", unwanted["id"], "CHANGED")
	})
}

// changeImport calls a verb with an import in its version.
func (a api) changeImport(t *testing.T, token, verb string, made map[string]any) {
	t.Helper()
	got := a.post(t, token, fmt.Sprintf(`mutation { %s(input: {importId: %q, version: %v}) { userErrors { code } } }`, verb, made["id"], made["version"]))
	require.Empty(t, got.codes())
	require.Empty(t, got.Data[verb].(map[string]any)["userErrors"])
}

// work does what is to be done of imports and exports.
func work(t *testing.T, a api) {
	t.Helper()
	for _, j := range slices.Concat(a.Services.Imports.Jobs(), a.Services.Exports.Jobs()) {
		_, err := j.Run(t.Context(), false, nil)
		require.NoError(t, err)
	}
}

func (a api) importOf(t *testing.T, token, id string) map[string]any {
	t.Helper()
	got := a.post(t, token, `{ import(id: "`+id+`") { `+importFields+` } }`)
	require.Empty(t, got.codes())
	return got.Data["import"].(map[string]any)
}

func TestAnExportIsAskedForAndFetched(t *testing.T) {
	run(t, func(t *testing.T, demo api) {
		a := demo.configured(t, server.Config{PublicURL: "https://mall.test"})
		alice, admin, _ := a.tokens(t)
		got := a.post(t, admin, `mutation { createExport(input: {list: MEMBERS, format: CSV}) { export { id status file } userErrors { code } } }`)
		require.Empty(t, got.codes())
		id := got.Data["createExport"].(map[string]any)["export"].(map[string]any)["id"].(string)
		work(t, a)
		got = a.post(t, admin, `{ export(id: "`+id+`") { status rows file } exports { totalCount } }`)
		export := got.Data["export"].(map[string]any)
		assert.Equal(t, "READY", export["status"])
		path := strings.TrimPrefix(export["file"].(string), "https://mall.test")
		assert.Equal(t, http.StatusNotFound, fetched(a, path, "Authorization", "Bearer "+alice).Code)
		file := fetched(a, path, "Authorization", "Bearer "+admin)
		assert.Equal(t, http.StatusOK, file.Code)
		assert.Contains(t, file.Body.String(), "Member id / 会员 ID")
		assert.Contains(t, file.Body.String(), "demo-bob")
		got = a.post(t, admin, `mutation { createExport(input: {list: STOCK, filter: {from: "2026-01-01"}}) { userErrors { code path } } }`)
		assert.Contains(t, fmt.Sprint(got.Data), "INVALID_INPUT")
	})
}
