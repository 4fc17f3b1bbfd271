package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
	"pointsmall/server"
)

// staffUser adds a staff user who has a token and no password.
func (a api) staffUser(t *testing.T, name string, permissions ...mall.Permission) (user *ent.Staff, token string) {
	t.Helper()
	require.NoError(t, a.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		user, err = tx.Ent().Staff.Create().SetName(name).SetLogin(name + "@mall.test").SetPasswordHash("none").SetPermissions(permissions).Save(ctx)
		return err
	}))
	token, err := a.Services.Access.IssueStaff(t.Context(), name, time.Hour)
	require.NoError(t, err)
	return user, token
}

// field is what an answer has of a root field, which must not have failed.
func (a api) field(t *testing.T, token, document, name string, header ...string) map[string]any {
	t.Helper()
	got := a.post(t, token, document, header...)
	require.Empty(t, got.Errors, document)
	value, ok := got.Data[name].(map[string]any)
	require.True(t, ok, document)
	return value
}

const refusals = " userErrors { __typename code message path ... on VersionConflict { current } ... on SecondFactorRequired { challenge } }"

// refuses fails the test unless the mutation is refused, in both languages.
func (a api) refuses(t *testing.T, token, call, code, path string) map[string]any {
	t.Helper()
	name, _, _ := strings.Cut(call, "(")
	document := "mutation { " + call + " {" + refusals + " } }"
	en := a.field(t, token, document, name)["userErrors"].([]any)
	zh := a.field(t, token, document, name, "Accept-Language", "zh-CN")["userErrors"].([]any)
	require.Len(t, en, 1, call)
	refusal := en[0].(map[string]any)
	assert.Equal(t, code, refusal["code"], call)
	assert.Equal(t, "[input"+strings.TrimRight(" "+path, " ")+"]", fmt.Sprint(refusal["path"]), call)
	assert.NotEqual(t, refusal["message"], zh[0].(map[string]any)["message"], call)
	return refusal
}

// assertWrittenDown expects one audit record of what a mutation did to the thing with an id.
func (a api) assertWrittenDown(t *testing.T, token, mutation string, id any, action string) {
	t.Helper()
	log := a.field(t, token, fmt.Sprintf(`{ auditLog(filter: {operation: %q, nounId: %q}) { nodes { action actor } } }`, mutation, id), "auditLog")
	nodes := log["nodes"].([]any)
	if assert.Len(t, nodes, 1, mutation) {
		assert.Equal(t, action, nodes[0].(map[string]any)["action"], mutation)
		assert.Contains(t, nodes[0].(map[string]any)["actor"], "stf_", mutation)
	}
}

func TestRolesGiveWhatFieldsAsk(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		li, token := a.staffUser(t, "li")
		made := a.field(t, admin, `mutation { createStaffRole(input: {name: "Keeper", permissions: [CATALOG_READ, EARN]}) { role { id name permissions version } userErrors { code } } }`, "createStaffRole")
		role := made["role"].(map[string]any)
		assert.Equal(t, []any{"EARN", "CATALOG_READ"}, role["permissions"])
		movements := `{ stockMovements(skuId: "x") { totalCount } }`
		assert.Equal(t, "FORBIDDEN", code(a.post(t, token, movements)))

		update := func(fields string) string {
			return fmt.Sprintf(`updateStaffUser(input: {staffId: %q, %s})`, li.ID, fields)
		}
		const user = ` { user { name roles permissions ownPermissions version disabledAt twoFactor twoFactorDue recoveryCodesLeft openIdLinked sessions { id current } } userErrors { code } }`
		got := a.field(t, admin, "mutation { "+update(`version: 1, roles: ["Keeper"], permissions: [ORDERS], name: "Li Na"`)+user+" }", "updateStaffUser")
		assert.Equal(t, []any{}, got["userErrors"])
		shown := got["user"].(map[string]any)
		assert.Len(t, shown["sessions"], 1)
		delete(shown, "sessions")
		assert.Equal(t, map[string]any{
			"name": "Li Na", "roles": []any{"Keeper"}, "permissions": []any{"EARN", "ORDERS", "CATALOG_READ"}, "ownPermissions": []any{"ORDERS"},
			"version": 2.0, "disabledAt": nil, "twoFactor": false, "twoFactorDue": false, "recoveryCodesLeft": 0.0, "openIdLinked": false,
		}, shown)
		assert.NotEqual(t, "FORBIDDEN", code(a.post(t, token, movements)))
		assert.Equal(t, "FORBIDDEN", code(a.post(t, token, `mutation { createCategory(input: {slug: "x", name: {en: "X"}}) { userErrors { code } } }`)), "CATALOG_WRITE is another")
		stale := a.refuses(t, admin, update("version: 1"), "VERSION_CONFLICT", "version")
		assert.Equal(t, 2.0, stale["current"])
		a.refuses(t, admin, update(`version: 2, roles: ["None"]`), "NOT_FOUND", "roles")
		a.refuses(t, admin, update(`version: 2, name: ""`), "INVALID_INPUT", "name")
		a.refuses(t, admin, `updateStaffUser(input: {staffId: "x", version: 1})`, "NOT_FOUND", "staffId")
		a.refuses(t, admin, fmt.Sprintf(`deleteStaffRole(input: {roleId: %q, version: 1})`, role["id"]), "INVALID_STATE", "roleId")
		a.refuses(t, admin, fmt.Sprintf(`updateStaffRole(input: {roleId: %q, version: 9})`, role["id"]), "VERSION_CONFLICT", "version")
		a.refuses(t, admin, `updateStaffRole(input: {roleId: "x", version: 9})`, "NOT_FOUND", "roleId")
		a.refuses(t, admin, `deleteStaffRole(input: {roleId: "x", version: 9})`, "NOT_FOUND", "roleId")
		a.refuses(t, admin, `createStaffRole(input: {name: "Keeper", permissions: []})`, "INVALID_INPUT", "name")

		// Both mutations of one request show what is true after each.
		both := a.post(t, admin, fmt.Sprintf(`mutation {
			a: updateStaffRole(input: {roleId: %q, version: 1, name: "Reader", permissions: [CATALOG_READ]}) { role { name version } userErrors { code } }
			b: updateStaffUser(input: {staffId: %q, version: 2, disabled: true}) { user { roles permissions sessions { id } } userErrors { code } }
		}`, role["id"], li.ID))
		require.Empty(t, both.Errors)
		assert.Equal(t, map[string]any{"roles": []any{"Reader"}, "permissions": []any{"ORDERS", "CATALOG_READ"}, "sessions": []any{}}, both.Data["b"].(map[string]any)["user"])
		assert.Equal(t, 401, a.post(t, token, "{ staffMe { id } }").status)

		list := a.field(t, admin, `{ staffUsers(first: 1, search: "ＬI n") { totalCount nodes { name login } pageInfo { hasNextPage } } }`, "staffUsers")
		assert.Equal(t, map[string]any{"totalCount": 1.0, "nodes": []any{map[string]any{"name": "Li Na", "login": "li@mall.test"}}, "pageInfo": map[string]any{"hasNextPage": false}}, list)
		all := a.field(t, admin, `{ staffUsers(last: 1) { totalCount nodes { name roles } pageInfo { hasPreviousPage startCursor } } }`, "staffUsers")
		assert.Equal(t, []any{map[string]any{"name": "demo-admin", "roles": []any{"OWNER"}}}, all["nodes"])
		before := a.field(t, admin, fmt.Sprintf(`{ staffUsers(last: 1, before: %q) { nodes { name } } }`, all["pageInfo"].(map[string]any)["startCursor"]), "staffUsers")
		assert.Equal(t, []any{map[string]any{"name": "Li Na"}}, before["nodes"])
	})
}

// code is that of the only top-level error; "" where there is none.
func code(a answer) string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

func TestAnInvitationAndALinkToAnotherPassword(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		invited := a.field(t, admin, `mutation { inviteStaff(input: {name: "Wu", login: "wu@mall.test", permissions: [ORDERS]}) {
			token invitation { id name login roles permissions invitedBy acceptedAt revokedAt } userErrors { code } } }`, "inviteStaff")
		token := invited["token"].(string)
		assert.Regexp(t, "^pmi_[A-Za-z0-9_-]{43}$", token)
		a.refuses(t, admin, `inviteStaff(input: {name: "Wu", login: "wu@mall.test"})`, "INVALID_INPUT", "login")
		a.refuses(t, "", `acceptStaffInvitation(input: {token: "pmi_x", password: "long enough"})`, "NOT_FOUND", "token")
		a.refuses(t, "", fmt.Sprintf(`acceptStaffInvitation(input: {token: %q, password: "short"})`, token), "INVALID_INPUT", "password")
		accepted := a.field(t, "", fmt.Sprintf(`mutation { acceptStaffInvitation(input: {token: %q, password: "long enough"}) { accessToken member { id } userErrors { code } } }`, token), "acceptStaffInvitation")
		wu := accepted["accessToken"].(string)
		me := a.field(t, wu, `{ staffMe { id name permissions sessions { current userAgent address } } }`, "staffMe")
		assert.Equal(t, []any{"ORDERS"}, me["permissions"])
		assert.Equal(t, []any{map[string]any{"current": true, "userAgent": nil, "address": "192.0.2.1"}}, me["sessions"])
		listed := a.post(t, admin, `{ staffInvitations { name acceptedAt } }`)
		require.Empty(t, listed.Errors)
		assert.NotNil(t, listed.Data["staffInvitations"].([]any)[0].(map[string]any)["acceptedAt"])
		id := invited["invitation"].(map[string]any)["id"]
		a.refuses(t, admin, fmt.Sprintf(`revokeStaffInvitation(input: {invitationId: %q})`, id), "INVALID_STATE", "invitationId")
		a.refuses(t, admin, `revokeStaffInvitation(input: {invitationId: "x"})`, "NOT_FOUND", "invitationId")

		a.refuses(t, wu, `changeStaffPassword(input: {currentPassword: "wrong one", newPassword: "another one"})`, "UNAUTHENTICATED", "currentPassword")
		a.refuses(t, wu, `changeStaffPassword(input: {currentPassword: "long enough", newPassword: "short"})`, "INVALID_INPUT", "newPassword")
		changed := a.field(t, wu, `mutation { changeStaffPassword(input: {currentPassword: "long enough", newPassword: "another one"}) { user { name } userErrors { code } } }`, "changeStaffPassword")
		assert.Equal(t, []any{}, changed["userErrors"])
		link := a.field(t, admin, fmt.Sprintf(`mutation { createStaffPasswordReset(input: {staffId: %q}) { token expiresAt userErrors { code } } }`, me["id"]), "createStaffPasswordReset")
		a.refuses(t, admin, `createStaffPasswordReset(input: {staffId: "x"})`, "NOT_FOUND", "staffId")
		a.refuses(t, "", `resetStaffPassword(input: {token: "pmr_x", password: "a third one"})`, "NOT_FOUND", "token")
		reset := a.field(t, "", fmt.Sprintf(`mutation { resetStaffPassword(input: {token: %q, password: "a third one"}) { login userErrors { code } } }`, link["token"]), "resetStaffPassword")
		assert.Equal(t, "wu@mall.test", reset["login"])
		assert.Equal(t, 401, a.post(t, wu, "{ staffMe { id } }").status)
	})
}

func TestASecondFactorThroughTheAPI(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		a = a.configured(t, server.Config{AnchorKey: []byte("kept elsewhere")})
		const signIn = `signIn(input: {login: "admin@demo.test", password: "demo-password"%s})`
		tokens := a.field(t, "", "mutation { "+fmt.Sprintf(signIn, "")+" { accessToken } }", "signIn")
		admin := tokens["accessToken"].(string)
		a.refuses(t, admin, `confirmTwoFactor(input: {code: "123456"})`, "INVALID_STATE", "")
		a.refuses(t, admin, `renewRecoveryCodes(input: {code: "123456"})`, "INVALID_STATE", "")
		a.refuses(t, admin, `turnOffTwoFactor(input: {})`, "INVALID_INPUT", "code")
		a.refuses(t, admin, `turnOffTwoFactor(input: {staffId: "x", code: "123456"})`, "INVALID_INPUT", "code")
		a.refuses(t, admin, `turnOffTwoFactor(input: {staffId: "x"})`, "NOT_FOUND", "staffId")
		a.refuses(t, admin, `beginTwoFactor(input: {issuer: "a:b"})`, "INVALID_INPUT", "issuer")
		begun := a.field(t, admin, `mutation { beginTwoFactor(input: {}) { secret url userErrors { code } } }`, "beginTwoFactor")
		app := func(ahead time.Duration) string {
			code, err := totp.GenerateCode(begun["secret"].(string), time.Now().Add(ahead))
			require.NoError(t, err)
			return code
		}
		done := a.field(t, admin, fmt.Sprintf(`mutation { confirmTwoFactor(input: {code: %q}) { recoveryCodes user { twoFactor recoveryCodesLeft } userErrors { code } } }`, app(0)), "confirmTwoFactor")
		recovery := done["recoveryCodes"].([]any)
		assert.Equal(t, map[string]any{"twoFactor": true, "recoveryCodesLeft": 10.0}, done["user"])

		asked := a.refuses(t, "", fmt.Sprintf(signIn, ""), "SECOND_FACTOR_REQUIRED", "code")
		assert.Equal(t, "SecondFactorRequired", asked["__typename"])
		a.refuses(t, "", fmt.Sprintf(signIn, `, code: "1"`), "UNAUTHENTICATED", "code")
		in := a.field(t, "", fmt.Sprintf(`mutation { finishSignIn(input: {challenge: %q, code: %q}) { accessToken userErrors { code } } }`, asked["challenge"], recovery[0]), "finishSignIn")
		assert.NotEmpty(t, in["accessToken"])
		a.refuses(t, "", `finishSignIn(input: {challenge: "x", code: "1"})`, "EXPIRED", "challenge")
		off := a.field(t, admin, fmt.Sprintf(`mutation { turnOffTwoFactor(input: {code: %q}) { user { twoFactor } userErrors { code } } }`, recovery[1]), "turnOffTwoFactor")
		assert.Equal(t, map[string]any{"twoFactor": false}, off["user"])

		a.updateSettings(t, admin, "version: 1, staff: {requireTwoFactor: true}")
		for lang, text := range map[string]string{"en": "second factor", "zh-CN": "两步验证"} {
			got := a.post(t, admin, "{ partners { totalCount } }", "Accept-Language", lang)
			assert.Equal(t, "FORBIDDEN", code(got))
			assert.Contains(t, got.Errors[0].Message, text)
		}
		me := a.field(t, admin, "{ staffMe { twoFactorDue permissions } }", "staffMe")
		assert.Equal(t, map[string]any{"twoFactorDue": true, "permissions": []any{"ALL"}}, me)

		a.refuses(t, admin, `endStaffSessions(input: {sessionId: "x"})`, "NOT_FOUND", "sessionId")
		a.refuses(t, admin, `endStaffSessions(input: {staffId: "x"})`, "NOT_FOUND", "staffId")
		a.refuses(t, admin, `endStaffSessions(input: {sessionId: "x", staffId: "y"})`, "INVALID_INPUT", "staffId")
		ended := a.field(t, admin, `mutation { endStaffSessions(input: {}) { user { sessions { current } } userErrors { code } } }`, "endStaffSessions")
		assert.Equal(t, map[string]any{"sessions": []any{map[string]any{"current": true}}}, ended["user"])
		assert.Equal(t, 401, a.post(t, in["accessToken"].(string), "{ staffMe { id } }").status)
		for _, call := range []string{`beginStaffOpenId(input: {})`, `finishStaffOpenId(input: {ticket: "x", state: "y", code: "z"})`} {
			a.refuses(t, "", call, "NOT_AVAILABLE", "")
		}
		for _, call := range []string{`beginStaffPasskey(input: {})`, `finishStaffPasskey(input: {ticket: "x", credential: {}})`} {
			a.refuses(t, "", call, "NOT_AVAILABLE", "")
		}
		a.refuses(t, "", `beginStaffPasskey(input: {add: true})`, "UNAUTHENTICATED", "add")
		a.refuses(t, admin, `addStaffPasskey(input: {ticket: "x", name: "y", credential: {}})`, "NOT_AVAILABLE", "")
		a.refuses(t, admin, `removeStaffPasskey(input: {passkeyId: "x"})`, "NOT_FOUND", "passkeyId")
		a.refuses(t, admin, `beginStaffOpenId(input: {link: true, invitationToken: "x"})`, "INVALID_INPUT", "invitationToken")
		a.refuses(t, "", `beginStaffOpenId(input: {link: true})`, "UNAUTHENTICATED", "link")
		a.refuses(t, admin, `linkStaffOpenId(input: {ticket: "x", state: "y", code: "z"})`, "NOT_AVAILABLE", "")
		a.refuses(t, admin, `unlinkStaffOpenId(input: {version: 99})`, "VERSION_CONFLICT", "version")
	})
}

func TestPasskeysAreForPagesThatTheServerNames(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		a = a.configured(t, server.Config{StaffPasskeyOrigins: []string{"https://console.mall.test"}})
		_, admin, _ := a.tokens(t)
		begun := a.field(t, admin, `mutation { beginStaffPasskey(input: {add: true}) { options ticket userErrors { code } } }`, "beginStaffPasskey")
		of := begun["options"].(map[string]any)["publicKey"].(map[string]any)
		assert.Equal(t, "console.mall.test", of["rp"].(map[string]any)["id"])
		assert.Equal(t, "required", of["authenticatorSelection"].(map[string]any)["userVerification"])
		a.refuses(t, admin, fmt.Sprintf(`addStaffPasskey(input: {ticket: %q, name: "Phone", credential: {id: "x"}})`, begun["ticket"]), "INVALID_INPUT", "credential")
		a.refuses(t, "", `finishStaffPasskey(input: {ticket: "x", credential: {}})`, "EXPIRED", "ticket")
		me := a.field(t, admin, `{ staffMe { passkeys { id name lastUsedAt } } }`, "staffMe")
		assert.Equal(t, []any{}, me["passkeys"])
		for _, origin := range []string{"https://console.mall.test/page", "http://console.mall.test", "console.mall.test"} {
			_, err := server.New(t.Context(), a.db, server.Config{StaffPasskeyOrigins: []string{origin}})
			assert.ErrorContains(t, err, "--staff-passkey-origins", origin)
		}
	})
}
