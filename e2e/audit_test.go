package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// moving are the mutations of staff and partners that leave no audit record, because what they
// move names who moved it: the table, and the column that does.
var moving = map[string]string{
	"adjustPoints": "entries.actor", "decideAdjustment": "entries.actor", "refundPoints": "entries.actor",
	"holdPoints": "holds.actor", "captureHold": "entries.actor", "releaseHold": "entries.actor",
	"recordPurchase": "purchases.source", "recordPurchases": "purchases.source", "recordReturn": "returns.source", "recordReturns": "returns.source",
	"recordEvent": "activities.source", "recordEvents": "activities.source", "correctEarning": "corrections.made_by",
	"adjustStock": "stock_movements.actor",
}

// elsewhere are those that no case makes, and where they are tried.
var elsewhere = map[string]string{
	"beginTwoFactor": app, "confirmTwoFactor": app, "renewRecoveryCodes": app, "turnOffTwoFactor": app,
	"closeLotteryPeriod": "mall/campaign/lottery tests it, and ent alone writes it",
	"addStaffPasskey":    "cases have no device with a passkey: mall/access tests it",
	"removeStaffPasskey": "cases have no device with a passkey: mall/access tests it", "linkStaffOpenId": "cases have no OpenID provider: mall/access tests it",
	"unlinkStaffOpenId": "cases have no OpenID provider: mall/access tests it", "uploadPicture": "cases send no files: server tests it, and that it is written down (TestPicturesAreUploadedShownAndServed)",
	"createImport": files, "startImport": files, "cancelImport": files, "undoImport": files,
	"sendTestMessage": "cases have nobody who takes messages: server tests it, and that it is written down (TestSettingsOfMessagesAreWrittenAndNeverShown)",
}

const (
	app   = "cases have no app that makes codes: mall/access tests it, and ent alone writes it"
	files = "cases send no files: server tests it, and that it is written down (TestAFileIsUploadedCheckedImportedAndUndone)"
)

// told are the mutations of staff and partners that some case has made, and that left a record.
var told sync.Map

// note remembers the mutations of staff and partners that a step has made, and that were not
// refused.
func (r *teller) note(t *testing.T, as, document string, answered map[string]any) {
	t.Helper()
	if as == "" || as == "anonymous" || as == "alice" || as == "bob" {
		return
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		return // it was refused, and is meant to be
	}
	for _, operation := range parsed.Operations {
		if operation.Operation != ast.Mutation {
			continue
		}
		for _, selection := range operation.SelectionSet {
			field, ok := selection.(*ast.Field)
			if !ok {
				continue
			}
			payload := asMap(answered[field.Alias])
			if refusals, asked := payload["userErrors"].([]any); payload != nil && (!asked || len(refusals) == 0) {
				r.made = append(r.made, field.Name)
			}
		}
	}
}

// assertWrittenDown expects that every mutation of staff and partners that the story made has
// left a record of who made it.
func (r *teller) assertWrittenDown(t *testing.T) {
	t.Helper()
	staff := forOthers(t)
	db := openSQL(t, r.database)
	rows, err := db.QueryContext(t.Context(), "select distinct operation from audit_records")
	require.NoError(t, err)
	defer rows.Close()
	recorded := map[string]bool{}
	for rows.Next() {
		var operation string
		require.NoError(t, rows.Scan(&operation))
		recorded[operation] = true
	}
	require.NoError(t, rows.Err())
	for _, name := range r.made {
		switch {
		case !staff[name]:
			continue
		case moving[name] != "":
			table, column, _ := strings.Cut(moving[name], ".")
			var n int
			require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from "+table+" where "+column+" is not null").Scan(&n))
			assert.NotZero(t, n, "%s names who moved what in %s", name, moving[name])
		case elsewhere[name] != "":
		default:
			assert.True(t, recorded[name], "%s left no audit record: is what it changes watched? See mall/staff/audit/watched.go", name)
		}
		told.Store(name, true)
	}
}

// forOthers are the mutations that staff or partners may make.
func forOthers(t *testing.T) map[string]bool {
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
	names := map[string]bool{}
	for _, field := range schema.Mutation.Fields {
		if field.Directives.ForName("staff") != nil || field.Directives.ForName("partner") != nil {
			names[field.Name] = true
		}
	}
	return names
}

// assertAllTold expects that the cases have made every mutation of staff and partners.
func assertAllTold(t *testing.T) {
	if strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return // some cases alone were run
	}
	for name := range forOthers(t) {
		_, made := told.Load(name)
		assert.True(t, made || moving[name] != "" || elsewhere[name] != "", "no case makes %s: nobody knows whether it is written down", name)
	}
}

// What the command line changes is written down, and can be read there.
func TestWhatTheCommandLineChangesIsWrittenDown(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		demo := open(t, database)
		do := func(input string, words ...string) string {
			cmd := command(t, append(words, "--database", database)...)
			cmd.Stdin = strings.NewReader(input)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%v: %s", words, out)
			return string(out)
		}
		do("a long password\n", "staff", "add", "Mei", "--login", "mei@demo.test", "--permission", "ORDERS")
		do("", "staff", "permissions", "Mei", "--permission", "ORDERS", "--permission", "AUDIT_READ")
		do("another password\n", "staff", "password", "Mei")
		do("", "staff", "disable", "Mei")
		do("", "staff", "enable", "Mei")
		do("", "api-key", "--partner", "demo-partner", "--label", "till")
		do("", "keys", "rotate")
		codes := filepath.Join(t.TempDir(), "codes.csv")
		do("", "codes", "make", "--batch", "winter", "--count", "3", "--out", codes)
		do("", "codes", "void", "--batch", "winter")
		do("", "token", "--staff", "Mei")

		list := do("", "audit", "list", "--actor", "command", "--limit", "100")
		for _, operation := range []string{"staff add", "staff permissions", "staff password", "staff disable", "staff enable", "api-key", "keys rotate", "codes make", "codes void", "token"} {
			assert.Contains(t, list, operation)
		}
		export := do("", "audit", "export")
		made, err := os.ReadFile(codes)
		require.NoError(t, err)
		for _, secret := range append(strings.Split(strings.TrimSpace(string(made)), "\n")[1:], "a long password", "another password", "argon2") {
			assert.NotContains(t, export, secret)
		}
		assert.Contains(t, export, "at,actor,actor_name,api_key,operation,action,noun,id,field,before,after,hidden,address,user_agent,request_id,record")
		assert.Regexp(t, `,command,command line,,staff add,CREATED,Staff,stf_[0-9a-f]+,name,,Mei,`, export)
		assert.Regexp(t, `,staff password,CHANGED,Staff,stf_[0-9a-f]+,passwordHash,,,SECRET,`, export)
		demo.stop(t)
		do("", "sweep")
		assert.Contains(t, do("", "reconcile", "--verify-chain"), "clean")

		db := openSQL(t, database)
		execute(t, db, "update audit_records set actor_name = 'nobody' where operation = 'staff disable'")
		r := run(t, "reconcile", "--verify-chain", "--database", database)
		assert.Equal(t, 3, r.code, r.stdout)
		assert.Contains(t, r.stdout, "an audit record's hash is that of its contents")
		execute(t, db, "update audit_records set actor_name = 'command line' where operation = 'staff disable'")
	})
}

// A file of --anchor tells that the newest seals are gone, which the database alone cannot.
func TestTheAnchorFileKeepsTheAuditLogsNewestSeal(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		open(t, database).stop(t)
		file := filepath.Join(t.TempDir(), "anchor")
		mustRun(t, "token", "--staff", "demo-admin", "--database", database)
		mustRun(t, "sweep", "--database", database)
		mustRun(t, "reconcile", "--anchor", file, "--database", database)
		execute(t, openSQL(t, database), "delete from audit_records; delete from audit_seals")
		assert.Contains(t, mustRun(t, "reconcile", "--verify-chain", "--database", database), "clean", "the database agrees with itself")
		r := run(t, "reconcile", "--anchor", file, "--database", database)
		assert.Equal(t, 3, r.code, r.stdout)
		assert.Contains(t, r.stdout, "audit_seals 1: it is gone or another")
	})
}
