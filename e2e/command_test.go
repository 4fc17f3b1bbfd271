package e2e

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every command that the help names, and their groups, can be asked for help.
func TestHelp(t *testing.T) {
	t.Parallel()
	commands := []string{"", "seed", "import", "lottery"}
	_, list, ok := strings.Cut(mustRun(t, "--help"), "Commands:\n")
	require.True(t, ok)
	for _, named := range regexp.MustCompile(`(?m)^  ([a-z-]+(?: [a-z]+)?)  `).FindAllStringSubmatch(list, -1) {
		commands = append(commands, named[1])
	}
	require.Subset(t, commands, []string{"serve", "migrate", "seed demo", "seed bench", "codes make", "codes void", "token", "reconcile", "verify-draw", "lottery report", "doctor", "version"})
	for _, words := range commands {
		r := run(t, append(strings.Fields(words), "--help")...)
		assert.Zero(t, r.code, words)
		assert.True(t, strings.HasPrefix(r.stdout, strings.TrimSpace("Usage: pointsmall "+words)), r.stdout)
		assert.Contains(t, r.stdout, "--database", words)
		assert.Empty(t, r.stderr, words)
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"":                          "expected one of",
		"serv":                      "unexpected argument serv",
		"serve --nothing":           "unknown flag --nothing",
		"serve now":                 "unexpected argument now",
		"serve --grace soon":        "--grace",
		"serve --log-level loud":    "--log-level",
		"seed":                      "expected one of",
		"seed bench --members=-1":   "must not be negative",
		"seed bench --members many": "--members",
		"token":                     "missing flags",
		"api-key --partner a --label b --daily-quota=-1": "must be at least 1",
		"api-key --partner a --label b --daily-quota=0":  "leave it out for no limit",
		"token --member a --staff b":                     "can't be used together",
		"reconcile --json=perhaps":                       "--json",
	} {
		r := run(t, strings.Fields(line)...)
		assert.Equal(t, 2, r.code, "exit code of %q\n%s", line, r.stderr)
		assert.Contains(t, r.stderr, says, line)
		assert.Contains(t, r.stdout+r.stderr, "--help", "%q gets told where help is", line)
	}
}

func TestDatabasesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	noDatabase := filepath.Join(dir, "text.db")
	require.NoError(t, os.WriteFile(noDatabase, []byte(strings.Repeat("this is no database\n", 100)), 0o600))
	for database, says := range map[string]string{
		"mysql://root@localhost/mall": "want sqlite:PATH or postgres://",
		"mall.db":                     "want sqlite:PATH or postgres://",
		"":                            "want sqlite:PATH or postgres://",
		"postgres://mall:secret-word@127.0.0.1:1/mall":      "connection refused",
		"postgres://mall:secret-word@no.such.host.test/mal": "no.such.host.test",
		"sqlite:" + dir:            dir,
		"sqlite:/dev/null/mall.db": "/dev/null",
		"sqlite:" + noDatabase:     "not a database",
	} {
		for _, words := range []string{"serve --listen 127.0.0.1:0", "migrate", "seed demo", "token --member demo-alice", "reconcile"} {
			r := run(t, append(strings.Fields(words), "--database", database)...)
			assert.Equal(t, 1, r.code, "exit code of %s on %q", words, database)
			assert.Contains(t, r.stderr, says, "%s on %q", words, database)
			assert.NotContains(t, r.stdout+r.stderr, "secret-word", "passwords are not shown")
			assert.NotContains(t, r.stderr, "goroutine", "no stack")
		}
	}
	if database := postgresURL(t); database != "" {
		r := run(t, "migrate", "--database", regexp.MustCompile(`/[^/?]*\?`).ReplaceAllString(database, "/no_such_mall?"))
		assert.Equal(t, 1, r.code)
		assert.Contains(t, r.stderr, "no_such_mall")
	}
}

// The life of a database, command by command.
func TestCommands(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		at := []string{"--database", database}
		fails := func(says string, words ...string) {
			t.Helper()
			r := run(t, append(words, at...)...)
			assert.Equal(t, 1, r.code, "%v\n%s", words, r.stderr)
			assert.Contains(t, r.stderr, says, "%v", words)
		}
		works := func(says string, words ...string) string {
			t.Helper()
			printed := mustRun(t, append(words, at...)...)
			assert.Contains(t, printed, says, "%v", words)
			return printed
		}
		const advice = "run `pointsmall migrate` first"
		fails(advice, "token", "--member", "demo-alice")
		fails(advice, "reconcile")
		fails(advice, "serve", "--no-migrate", "--listen", "127.0.0.1:0")
		doctor := run(t, append([]string{"doctor", "--listen", "127.0.0.1:0"}, at...)...)
		assert.Equal(t, 3, doctor.code)
		assert.Contains(t, doctor.stdout, "run `pointsmall migrate`")

		pending := works("pending ", "migrate", "--dry-run")
		assert.Equal(t, pending, works("pending ", "migrate", "--dry-run"), "a dry run changes nothing")
		applied := works("applied ", "migrate")
		assert.Equal(t, strings.ReplaceAll(pending, "pending ", "applied "), applied)
		assert.Equal(t, "the database is up to date\n", works("", "migrate"))
		works("clean: ", "reconcile")

		fails("no such member", "token", "--member", "demo-alice")
		works("demo data added", "seed", "demo")
		fails("not empty", "seed", "demo")
		works("added 3 members and 2 SKUs", "seed", "bench", "--members", "3", "--skus", "2")

		for _, words := range [][]string{{"--member", "demo-alice"}, {"--member", "bench-3"}, {"--staff", "demo-admin"}, {"--partner", "demo-partner"}} {
			token := works(".", append([]string{"token"}, words...)...)
			assert.Regexp(t, `^[\w-]+\.[\w-]+\.[\w-]+\n$`, token, "a token and nothing else, for $(…)")
		}
		fails("no such member", "token", "--member", "mbr_00000000000000000000000000000000")
		fails("demo-alice", "token", "--staff", "demo-alice")
		fails("demo-admin", "token", "--partner", "demo-admin")

		works("clean: ", "reconcile")
		var report struct {
			Checks   int
			Findings []any
		}
		require.NoError(t, json.Unmarshal([]byte(works("", "reconcile", "--json")), &report))
		assert.Greater(t, report.Checks, 10)
		assert.Empty(t, report.Findings)
	})
}

func TestServeOnATakenAddress(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	address := taken.Addr().String()
	r := run(t, "serve", "--database", freshSQLite(t), "--listen", address)
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.stderr, address)
	assert.Contains(t, r.stderr, "--listen")
	r = run(t, "doctor", "--database", freshSQLite(t), "--listen", address)
	assert.Equal(t, 3, r.code)
	assert.Contains(t, r.stdout, "FAIL  the address "+address)
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	database := freshSQLite(t)
	mustRun(t, "migrate", "--database", database)
	r := run(t, "doctor", "--database", database, "--listen", "127.0.0.1:0")
	assert.Zero(t, r.code, "%s%s", r.stdout, r.stderr)
	assert.NotContains(t, r.stdout, "FAIL")
	assert.Contains(t, r.stdout, "currency CNY, time zone Asia/Shanghai")

	// A database that may lose what it committed is found out.
	db := openSQL(t, postgresURL(t))
	var fsync string
	require.NoError(t, db.QueryRowContext(t.Context(), "show fsync").Scan(&fsync))
	r = run(t, "doctor", "--database", postgresURL(t), "--listen", "127.0.0.1:0")
	if fsync == "off" {
		assert.Equal(t, 3, r.code)
		assert.Contains(t, r.stdout, "fsync is off")
	} else {
		assert.Zero(t, r.code, "%s%s", r.stdout, r.stderr)
	}
}

// A partner's till uses a key that the operator makes.

// Each provider of payments says what it lacks, and never what it has.
func TestDoctorSaysWhichPaymentProvidersAreComplete(t *testing.T) {
	t.Parallel()
	r := run(t, "doctor", "--database", demoMall.SQLite(t), "--listen", "127.0.0.1:0", "--stripe-public-key", "pk_test_1", "--alipay-app", "2021", "--alipay-seller", "2088",
		"--alipay-private-key", "no-key-at-all", "--alipay-public-key", "file:/nowhere/key.pem")
	assert.Equal(t, 3, r.code)
	assert.Contains(t, r.stdout, "FAIL  the settings of payments by STRIPE are complete: these settings are missing: --stripe-secret-key, --stripe-webhook-secret\n")
	assert.Contains(t, r.stdout, "FAIL  the settings of payments by ALIPAY are complete: --alipay-public-key: read the file of a secret")
	assert.NotContains(t, r.stdout, "WECHAT_PAY")
	assert.NotContains(t, r.stdout+r.stderr, "no-key-at-all")
	r = run(t, "serve", "--database", demoMall.SQLite(t), "--listen", "127.0.0.1:0", "--stripe-public-key", "pk_test_1")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.stderr, "payments by STRIPE: these settings are missing")
	r = run(t, "statement", "--database", demoMall.SQLite(t))
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.stderr, "no payment provider is set up")
}

func TestAPIKey(t *testing.T) {
	t.Parallel()
	mall := open(t, freshSQLite(t))
	key := strings.TrimSpace(mustRun(t, "api-key", "--database", mall.database, "--partner", "demo-partner", "--label", "till 7"))
	assert.Regexp(t, `^pmk_\S{20,}$`, key)
	const purchase = `mutation { recordPurchase(input: {externalRef: "T-1", memberRef: "demo-bob", occurredAt: "2026-01-02T03:04:05Z",
		total: {amount: "50", currency: "CNY"}, lines: [{sku: "x", quantity: 1, unitPrice: "50"}]}) { pointsEarned duplicate } }`
	got := data(t, mall.server, key, purchase, nil)
	assert.Equal(t, false, at[bool](t, got, "recordPurchase.duplicate"))
	got = data(t, mall.server, mall.token(t, "partner"), purchase, nil)
	assert.Equal(t, true, at[bool](t, got, "recordPurchase.duplicate"), "the key is the partner's")

	refused, err := post(t.Context(), mall.server, ask{token: key, query: `{ member(externalRef: "demo-bob") { id } }`})
	require.NoError(t, err)
	assert.Contains(t, string(refused.raw), `"FORBIDDEN"`)
	refused, err = post(t.Context(), mall.server, ask{token: key + "x", query: `{ me { id } }`})
	require.NoError(t, err)
	assert.Equal(t, 401, refused.status)

	r := run(t, "api-key", "--database", mall.database, "--partner", "nobody", "--label", "till 7")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.stderr, "nobody")
}

// In a script that asks for many tokens, only the name tells which one went wrong.
func TestTokenForNobody(t *testing.T) {
	t.Parallel()
	database := freshSQLite(t)
	mustRun(t, "migrate", "--database", database)
	for _, flag := range []string{"--member", "--staff", "--partner"} {
		r := run(t, "token", "--database", database, flag, "nobody")
		assert.Equal(t, 1, r.code, flag)
		assert.Contains(t, r.stderr, "nobody", flag)
		assert.Empty(t, r.stdout, flag)
	}
}

// A lifetime that makes no sense is wrong usage like any other wrong flag.
func TestTokenForNoTime(t *testing.T) {
	t.Parallel()
	r := run(t, "token", "--member", "demo-alice", "--ttl", "0s")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, r.stderr, "--ttl")
}

func TestVersion(t *testing.T) {
	t.Parallel()
	assert.Regexp(t, `^pointsmall \S+, go1\.\S+ \w+/\w+\n$`, mustRun(t, "version"))
}

// Settings come from the environment too; a flag is stronger.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	database, other := freshSQLite(t), freshSQLite(t)
	mustRun(t, "migrate", "--database", other)
	cmd := command(t, "reconcile")
	cmd.Env = append(cmd.Env, "POINTSMALL_DATABASE="+other)
	printed, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", printed)
	cmd = command(t, "reconcile", "--database", database)
	cmd.Env = append(cmd.Env, "POINTSMALL_DATABASE="+other)
	printed, err = cmd.CombinedOutput()
	assert.Error(t, err, "%s", printed)
}

// Two servers that open an empty database at once make one demo mall of it.
func TestTwoServersOpenAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	database := emptyPostgres(t)
	servers := []*server{begin(t, database, "--demo"), begin(t, database, "--demo")}
	for _, s := range servers {
		s.ready(t)
		got := data(t, s, "", `{ products { totalCount } }`, nil)
		assert.EqualValues(t, 68, at[int64](t, got, "products.totalCount"))
	}
	mall := &shop{server: servers[1], database: database, tokens: demoMall.tokensOf(t, database)}
	for _, s := range servers { // they know each other's keys
		signedIn := data(t, s, "", `mutation { signIn(input: {login: "alice@demo.test", password: "demo-password"}) { accessToken } }`, nil)
		for _, other := range servers {
			me := data(t, other, at[string](t, signedIn, "signIn.accessToken"), `{ me { displayName } }`, nil)
			assert.Equal(t, "Alice", at[string](t, me, "me.displayName"))
		}
	}
	mall.order(t, "alice", "DRINK-100", "k")
	reconcile(t, database)
}

// A path that is not there is said so, by every command that does not make a mall, and
// stays so.
func TestCommandsMakeNoDatabaseByMistake(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	database := "sqlite:" + filepath.Join(dir, "data", "mall.db")
	for _, line := range []string{
		"reconcile", "reconcile --verify-chain", "token --member demo-alice", "api-key --partner demo-partner --label x", "keys list", "keys rotate",
		"codes make --batch b --count 1 --out " + filepath.Join(t.TempDir(), "codes.csv"), "codes void --batch b", "worker", "sweep", "sweep --list", "verify-draw wheel", "lottery report wheel",
		"serve --no-migrate --listen 127.0.0.1:0",
		"import list", "import undo imp_00000000000000000000000000000000", "export members --out " + filepath.Join(t.TempDir(), "members.csv"),
	} {
		r := run(t, append(strings.Fields(line), "--database", database)...)
		assert.Equal(t, 1, r.code, line)
		assert.Contains(t, r.stderr, "no such file", line)
	}
	r := run(t, "doctor", "--database", database, "--listen", "127.0.0.1:0")
	assert.Equal(t, 3, r.code)
	assert.Contains(t, r.stdout, "no such file")
	assert.Contains(t, mustRun(t, "migrate", "--dry-run", "--database", database), "pending ")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries, "nothing was made")
}

// What a command line gets wrong is said in its own words.
func TestWrongUsageIsSaidPlainly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words []string
		says  string
	}{
		{[]string{"serve", "--listen", "nonsense"}, `--listen "nonsense" is no address: want HOST:PORT`},
		{[]string{"serve", "--listen", "127.0.0.1:http2"}, "want HOST:PORT"},
		{[]string{"doctor", "--listen", "127.0.0.1:99999"}, "want HOST:PORT"},
		{[]string{"token", "--staff", ""}, "--staff is empty"},
		{[]string{"token", "--member", " "}, "--member is empty"},
		{[]string{"codes", "void", "--code", ""}, "--code is empty"},
		{[]string{"api-key", "--partner", "", "--label", "x"}, "--partner is empty"},
	} {
		r := run(t, c.words...)
		assert.Equal(t, 2, r.code, "%v", c.words)
		assert.Contains(t, r.stderr, c.says, "%v", c.words)
	}
	r := run(t, "serve", "--database", freshSQLite(t), "--listen", "192.0.2.1:80")
	assert.Equal(t, 1, r.code)
	assert.NotContains(t, r.stderr, "another server", "nobody else is to blame")
	assert.Equal(t, mustRun(t, "version"), mustRun(t, "--version"))
}

// Machines read one style of JSON, and a copy that lacks the newest shows how far it goes.
func TestReconcileSaysHowFarTheBooksGo(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		id := mall.order(t, "alice", "DRINK-100", "newest")
		number := at[string](t, mall.data(t, "alice", `query($id: ID!) { order(id: $id) { number } }`, map[string]any{"id": id}), "order.number")
		printed := mustRun(t, "reconcile", "--database", database)
		assert.Contains(t, printed, "newest order: "+number+", placed ")
		assert.Regexp(t, `newest entry: ent_[0-9a-f]{32}, number \d+ of its account, of `, printed)
		var report map[string]any
		require.NoError(t, json.Unmarshal([]byte(mustRun(t, "reconcile", "--json", "--database", database)), &report))
		assert.Equal(t, []any{}, report["findings"])
		assert.Contains(t, report, "checks")
		assert.Equal(t, number, at[string](t, report, "newest.order.number"))
	})
}

// After a clean stop a SQLite database is one file; a copy of it has everything.
func TestAStoppedMallIsOneFile(t *testing.T) {
	t.Parallel()
	mall := open(t, freshSQLite(t))
	mall.order(t, "alice", "DRINK-100", "last")
	mall.stop(t)
	path := strings.TrimPrefix(mall.database, "sqlite:")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, filepath.Base(path), entries[0].Name())
}

// Voiding says what it did.
func TestVoidingACodeSaysSo(t *testing.T) {
	t.Parallel()
	database := freshSQLite(t)
	mustRun(t, "seed", "demo", "--database", database)
	file := filepath.Join(t.TempDir(), "codes.csv")
	mustRun(t, "codes", "make", "--database", database, "--batch", "b", "--count", "1", "--out", file)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	_, code, _ := strings.Cut(strings.TrimSpace(string(content)), "\n")
	assert.Contains(t, mustRun(t, "codes", "void", "--database", database, "--code", code), "the code is void")
}

// The tokens that the operator makes end when whoever has them signs out.
func TestAnOperatorsTokenEndsBySigningOut(t *testing.T) {
	t.Parallel()
	mall := open(t, freshSQLite(t))
	for _, as := range []string{"alice", "admin", "partner"} {
		token := strings.TrimSpace(mustRun(t, append([]string{"token", "--database", mall.database}, issue[as]...)...))
		got := data(t, mall.server, token, `mutation { signOut(input: {}) { signedOut userErrors { code } } }`, nil)
		assert.True(t, at[bool](t, got, "signOut.signedOut"), as)
		refused, err := post(t.Context(), mall.server, ask{token: token, query: `{ me { id } }`})
		require.NoError(t, err)
		assert.Equal(t, 401, refused.status, "%s: the token is over", as)
	}
	key := strings.TrimSpace(mustRun(t, "api-key", "--database", mall.database, "--partner", "demo-partner", "--label", "till 7"))
	got := data(t, mall.server, key, `mutation { signOut(input: {}) { signedOut userErrors { code } } }`, nil)
	assert.False(t, at[bool](t, got, "signOut.signedOut"), "a key has no session")
	assert.Equal(t, "INVALID_STATE", at[string](t, got, "signOut.userErrors.0.code"))
}
