package e2e

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runWith runs a command to its end that reads standard input.
func runWith(t *testing.T, input string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := command(t, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	_ = cmd.Run() // the exit code is looked at
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

const ownersPassword = "an owner's password"

// initArgs begin a mall.
func initArgs(database string) []string {
	return []string{"init", "--currency", "CNY", "--time-zone", "Asia/Shanghai", "--owner", "Wang", "--login", "wang@mall.test", "--database", database}
}

// From an empty database to the first exchange and its delivery: commands and the API alone.
func TestAMallFromNothing(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		began := runWith(t, ownersPassword+"\n", initArgs(database)...)
		require.Zero(t, began.code, began.stderr)
		assert.Contains(t, began.stdout, "Wang signs in as wang@mall.test")
		doctor := run(t, "doctor", "--listen", "127.0.0.1:0", "--database", database)
		assert.Contains(t, doctor.stdout, "the mall lacks a product on the shelf")
		assert.NotContains(t, doctor.stdout, "the mall lacks an owner")

		s := serve(t, database)
		owner := signIn(t, s, "wang@mall.test", ownersPassword)
		keeper := addStaff(t, s, database, "Li", "li@mall.test", "CATALOG")
		sku := stockTheShelf(t, s, keeper)
		member, memberID := joinAndEarn(t, s, owner)

		got := data(t, s, member, `mutation ($sku: ID!) { exchange(input: {skuId: $sku, quantity: 2, idempotencyKey: "first"}) {
			order { id number version } account { available } userErrors { code message } } }`, map[string]any{"sku": sku})
		assert.Empty(t, at[[]any](t, got, "exchange.userErrors"))
		assert.EqualValues(t, 300, at[any](t, got, "exchange.account.available"))
		number := at[string](t, got, "exchange.order.number")

		got = data(t, s, owner, `query ($number: String!) { orders(filter: {number: $number, status: PAID}) { totalCount nodes { id memberId version } }
			members(search: "ＭEI") { totalCount nodes { id login } } }`, map[string]any{"number": strings.ToLower(number)})
		assert.EqualValues(t, 1, at[any](t, got, "orders.totalCount"))
		assert.Equal(t, memberID, at[string](t, got, "orders.nodes.0.memberId"))
		assert.Equal(t, memberID, at[string](t, got, "members.nodes.0.id"))
		assert.Equal(t, "mei@home.test", at[string](t, got, "members.nodes.0.login"))
		deliver(t, s, owner, at[string](t, got, "orders.nodes.0.id"))

		assert.NotContains(t, run(t, "doctor", "--listen", "127.0.0.1:0", "--database", database).stdout, "the mall lacks")
		reconcile(t, database)
	})
}

func signIn(t *testing.T, s *server, login, password string) string {
	t.Helper()
	got := data(t, s, "", `mutation ($login: String!, $password: String!) { signIn(input: {login: $login, password: $password}) { accessToken userErrors { code } } }`,
		map[string]any{"login": login, "password": password})
	return at[string](t, got, "signIn.accessToken")
}

func addStaff(t *testing.T, s *server, database, name, login, permission string) (token string) {
	t.Helper()
	added := runWith(t, "some password\n", "staff", "add", name, "--login", login, "--permission", permission, "--database", database)
	require.Zero(t, added.code, added.stderr)
	return signIn(t, s, login, "some password")
}

// stockTheShelf makes a category and a product, fills its stock and puts it on the shelf.
func stockTheShelf(t *testing.T, s *server, keeper string) (sku string) {
	t.Helper()
	got := data(t, s, keeper, `mutation { createCategory(input: {slug: "home", name: {zhCN: "家居"}}) { category { id } userErrors { code path } } }`, nil)
	category := at[string](t, got, "createCategory.category.id")
	got = data(t, s, keeper, `mutation ($category: ID!) { createProduct(input: {slug: "cup", kind: PHYSICAL, name: {en: "Cup", zhCN: "杯子"}, categoryId: $category,
		skus: [{code: "CUP-1", stock: 1, prices: [{points: 100}]}]}) { product { id version onShelf skus { id available } } userErrors { code path } } }`, map[string]any{"category": category})
	product := at[string](t, got, "createProduct.product.id")
	assert.False(t, at[bool](t, got, "createProduct.product.onShelf"))
	sku = at[string](t, got, "createProduct.product.skus.0.id")
	got = data(t, s, keeper, `mutation ($sku: ID!, $product: ID!) {
		adjustStock(input: {skuId: $sku, delta: 9, reason: "delivery 1", idempotencyKey: "d1"}) { sku { available } userErrors { code } }
		setProductShelf(input: {productId: $product, version: 1, onShelf: true}) { product { onShelf version } userErrors { code } } }`, map[string]any{"sku": sku, "product": product})
	assert.EqualValues(t, 10, at[any](t, got, "adjustStock.sku.available"))
	assert.True(t, at[bool](t, got, "setProductShelf.product.onShelf"))
	return sku
}

// joinAndEarn has a member sign up, whom the owner gives points.
func joinAndEarn(t *testing.T, s *server, owner string) (token, id string) {
	t.Helper()
	got := data(t, s, "", `mutation { signUp(input: {login: "mei@home.test", password: "a member's password", displayName: "Mei"}) { accessToken member { id } userErrors { code } } }`, nil)
	token, id = at[string](t, got, "signUp.accessToken"), at[string](t, got, "signUp.member.id")
	got = data(t, s, owner, `mutation ($member: ID!) { adjustPoints(input: {memberId: $member, points: 500, reason: "welcome", idempotencyKey: "w"}) { account { available } userErrors { code } } }`,
		map[string]any{"member": id})
	require.EqualValues(t, 500, at[any](t, got, "adjustPoints.account.available"))
	return token, id
}

// deliver moves an order through all states to its delivery.
func deliver(t *testing.T, s *server, owner, order string) {
	t.Helper()
	for i, status := range []string{"FULFILLING", "SHIPPED", "DELIVERED"} {
		setStatus(t, s, owner, order, i+1, status)
	}
	got := data(t, s, owner, `{ orders(filter: {status: DELIVERED}) { nodes { id } } }`, nil)
	assert.Equal(t, order, at[string](t, got, "orders.nodes.0.id"))
}

func TestInitRefusesWhatIsNoMallToBegin(t *testing.T) {
	t.Parallel()
	database := freshSQLite(t)
	for name, c := range map[string]struct {
		args  []string
		input string
		code  int
		says  string
	}{
		"another word for money":  {[]string{"--currency", "yuan"}, ownersPassword, 2, "no ISO 4217 code"},
		"money that there is not": {[]string{"--currency", "XXQ"}, ownersPassword, 2, "there is no such currency in ISO 4217"},
		"a zone that is none":     {[]string{"--time-zone", "Asia/Peking"}, ownersPassword, 2, "no IANA time zone"},
		"a short password":        {nil, "short", 1, "password must have 8"},
		"no password":             {nil, "", 1, "no password came"},
		"a login with a blank":    {[]string{"--login", "w ang"}, ownersPassword, 1, "login must have"},
	} {
		r := runWith(t, c.input, append(initArgs(database), c.args...)...)
		assert.Equal(t, c.code, r.code, name)
		assert.Contains(t, r.stderr, c.says, name)
	}
	require.Zero(t, runWith(t, ownersPassword, initArgs(database)...).code, "what was refused has left nothing")
	before := run(t, "staff", "list", "--json", "--database", database).stdout
	again := runWith(t, ownersPassword, append(initArgs(database), "--currency", "JPY", "--owner", "Other", "--login", "other@mall.test")...)
	assert.Equal(t, 1, again.code)
	assert.Contains(t, again.stderr, "the mall has begun already")
	assert.Equal(t, before, run(t, "staff", "list", "--json", "--database", database).stdout)
}

func TestAMallCanBeginBeforeItsOwner(t *testing.T) {
	t.Parallel()
	database := freshSQLite(t)
	bare := []string{"init", "--currency", "CNY", "--time-zone", "Asia/Shanghai", "--database", database}
	half := run(t, append(bare, "--owner", "Wang")...)
	assert.NotZero(t, half.code)
	assert.Contains(t, half.stderr, "go together")
	assert.Contains(t, mustRun(t, bare...), "pointsmall staff add")
	again := run(t, bare...)
	assert.Equal(t, 1, again.code)
	assert.Contains(t, again.stderr, "the mall has begun already")
	require.Zero(t, runWith(t, ownersPassword, "staff", "add", "Wang", "--login", "wang@mall.test", "--permission", "ALL", "--database", database).code)
	s := serve(t, database)
	assert.NotContains(t, s.log.String(), "run `pointsmall init`")
	signIn(t, s, "wang@mall.test", ownersPassword)
}

func TestTheLastOwnerStaysAndADisabledUserIsOut(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		require.Zero(t, runWith(t, ownersPassword, initArgs(database)...).code)
		s := serve(t, database)
		token := addStaff(t, s, database, "Li", "li@mall.test", "ORDERS")
		list := `{ orders { totalCount } }`
		data(t, s, token, list, nil)

		for _, line := range [][]string{{"disable", "Wang"}, {"permissions", "Wang", "--permission", "ORDERS"}} {
			r := run(t, append(append([]string{"staff"}, line...), "--database", database)...)
			assert.Equal(t, 1, r.code)
			assert.Contains(t, r.stderr, "is the last owner")
		}
		for login, says := range map[string]string{"li@mall.test": "there is no second factor", "nobody@mall.test": "no staff user signs in as"} {
			r := run(t, "staff", "two-factor", "off", login, "--database", database)
			assert.Equal(t, 1, r.code)
			assert.Contains(t, r.stderr, says)
		}
		mustRun(t, "staff", "disable", "Li", "--database", database)
		got, err := post(t.Context(), s, ask{token: token, query: list})
		require.NoError(t, err)
		assert.Equal(t, 401, got.status, got.raw)

		var users []struct {
			Name, Login string
			Permissions []string
			DisabledAt  *string
		}
		require.NoError(t, json.Unmarshal([]byte(mustRun(t, "staff", "list", "--json", "--database", database)), &users))
		require.Len(t, users, 2)
		assert.Equal(t, "Li", users[0].Name)
		assert.NotNil(t, users[0].DisabledAt)
		assert.Equal(t, []string{"ALL"}, users[1].Permissions)
		assert.Nil(t, users[1].DisabledAt)

		mustRun(t, "staff", "enable", "Li", "--database", database)
		require.Zero(t, runWith(t, "another password", "staff", "password", "Li", "--database", database).code)
		data(t, s, signIn(t, s, "li@mall.test", "another password"), list, nil)
	})
}

func TestAServerWithoutAnOwnerSaysWhatToRun(t *testing.T) {
	t.Parallel()
	s := serve(t, freshSQLite(t))
	assert.Contains(t, s.log.String(), "run `pointsmall init`")
}
