package server_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall"
	"pointsmall/mall/notice/sms"
)

// texts sets text messages up through the API, and returns who takes them.
func (a api) texts(t *testing.T, admin string) *gateway.SMS {
	t.Helper()
	aliyun := gateway.NewSMS(map[string][]string{"SMS_1": {"code", "minutes"}, "SMS_2": nil})
	served := httptest.NewServer(aliyun)
	t.Cleanup(served.Close)
	a.Services.Notices.Know(mall.MessageSMS, sms.Channel{Gateway: served.URL})
	made := a.field(t, admin, fmt.Sprintf(`mutation { updateSmsSettings(input: {provider: ALIYUN, accessKeyId: %q, secret: %q, signName: %q, templates: [
		{purpose: SIGN_IN, code: "SMS_1"}, {purpose: CONTACT, code: "SMS_1"}, {purpose: PASSWORD, code: "SMS_1"}, {purpose: TEST, code: "SMS_2"}]}) {
		settings { version secretSet secretEnds templates { purpose code } testedAt } userErrors { code } } }`, aliyun.KeyID, aliyun.Secret, aliyun.SignName), "updateSmsSettings")
	require.Equal(t, []any{}, made["userErrors"])
	shown := made["settings"].(map[string]any)
	assert.Equal(t, "0000", shown["secretEnds"])
	assert.Len(t, shown["templates"], 4)
	return aliyun
}

// code asks for a code and reads it.
func (a api) code(t *testing.T, aliyun *gateway.SMS, token, phone, purpose string) string {
	t.Helper()
	before := len(aliyun.Sent())
	asked := a.field(t, token, fmt.Sprintf(`mutation { requestSignInCode(input: {phone: %q, purpose: %s}) { expiresAt againAt userErrors { message } } }`, phone, purpose), "requestSignInCode")
	require.Equal(t, []any{}, asked["userErrors"])
	require.Eventually(t, func() bool { return len(aliyun.Sent()) > before }, 10*time.Second, 5*time.Millisecond, "it is sent at once, without a job")
	return aliyun.Sent()[before].Values["code"]
}

// signedIn signs somebody in by a code.
func (a api) signedIn(t *testing.T, aliyun *gateway.SMS, phone string) (token, id string) {
	t.Helper()
	in := a.field(t, "", fmt.Sprintf(`mutation { signInWithCode(input: {phone: %q, code: %q, displayName: "Li"}) { accessToken newMember member { id phone version } userErrors { message } } }`,
		phone, a.code(t, aliyun, "", phone, "SIGN_IN")), "signInWithCode")
	require.Equal(t, []any{}, in["userErrors"])
	return in["accessToken"].(string), in["member"].(map[string]any)["id"].(string)
}

func TestSettingsOfMessagesAreWrittenAndNeverShown(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, _ := a.tokens(t)
		aliyun := a.texts(t, admin)
		sent := a.field(t, admin, `mutation { sendTestMessage(input: {channel: SMS, to: "13800138000"}) { sent userErrors { message } } }`, "sendTestMessage")
		assert.Equal(t, map[string]any{"sent": true, "userErrors": []any{}}, sent)
		a.assertWrittenDown(t, admin, "sendTestMessage", "SMS", "CHANGED")
		a.refuses(t, admin, `updateSmsSettings(input: {provider: ALIYUN, accessKeyId: "x", signName: "x", templates: []})`, "VERSION_CONFLICT", "version")
		a.refuses(t, admin, `updateSmsSettings(input: {version: 1, provider: ALIYUN, accessKeyId: "", signName: "x", templates: []})`, "INVALID_INPUT", "accessKeyId")
		kept := a.field(t, admin, fmt.Sprintf(`mutation { updateSmsSettings(input: {version: 1, provider: ALIYUN, accessKeyId: %q, signName: "other", templates: [{purpose: TEST, code: "SMS_2"}]}) {
			settings { version secretSet testedAt } userErrors { code } } }`, aliyun.KeyID), "updateSmsSettings")
		assert.Equal(t, map[string]any{"version": 2.0, "secretSet": true, "testedAt": nil}, kept["settings"], "null leaves the secret")
		a.refuses(t, admin, `sendTestMessage(input: {channel: SMS, to: "13800138000"})`, "INVALID_INPUT", "channel")
		a.refuses(t, admin, `sendTestMessage(input: {channel: SMS, to: "138"})`, "INVALID_INPUT", "to")
		a.refuses(t, admin, `sendTestMessage(input: {channel: MAIL, to: "li@mall.test"})`, "NOT_AVAILABLE", "channel")
		a.refuses(t, admin, `updateMailSettings(input: {host: "smtp.example.com:25", port: 25, security: STARTTLS, from: "mall@mall.test"})`, "INVALID_INPUT", "host")
		for _, token := range []string{"", alice} {
			assert.NotEmpty(t, a.post(t, token, `{ smsSettings { version } mailSettings { version } messages { id } }`).Errors)
		}
		rules, keeper := a.staffUser(t, "rules", mall.PermissionRules)
		assert.NotEmpty(t, rules.ID)
		assert.Equal(t, "FORBIDDEN", code(a.post(t, keeper, `{ smsSettings { version } }`)))
		rows, err := a.db.Query(t.Context(), "select content || coalesce(secret_hint, '') from message_settings")
		require.NoError(t, err)
		defer rows.Close()
		for rows.Next() {
			var text string
			require.NoError(t, rows.Scan(&text))
			assert.NotContains(t, text, aliyun.Secret)
		}
		require.NoError(t, rows.Err())
	})
}

func TestAMemberSignsInByACodeAndLooksAfterTheirData(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, partner := a.tokens(t)
		aliyun := a.texts(t, admin)
		token, id := a.signedIn(t, aliyun, "13800138000")
		me := a.field(t, token, `{ me { id phone email hasPassword login version identities { id } consents { purpose } minor avatar { url } registeredAt growth { purchases lifetimeSpent saved { amount } bought { amount } } } }`, "me")
		assert.Equal(t, "+8613800138000", me["phone"])
		assert.Nil(t, me["login"], "who has none")
		changed := a.field(t, token, `mutation { updateProfile(input: {version: 1, displayName: "Li Na", birthday: "1990-05-01", gender: FEMALE}) { member { displayName birthday gender version } userErrors { code } } }`, "updateProfile")
		assert.Equal(t, map[string]any{"displayName": "Li Na", "birthday": "1990-05-01", "gender": "FEMALE", "version": 2.0}, changed["member"])
		a.refuses(t, token, `updateProfile(input: {version: 1, displayName: "Late"})`, "VERSION_CONFLICT", "version")
		a.refuses(t, token, `updateProfile(input: {version: 2, birthday: "1991-05-01"})`, "NOT_AVAILABLE", "birthday")
		said := a.field(t, token, `mutation { setConsent(input: {purpose: "marketing-sms", version: "1", given: true}) { member { consents { purpose version given } } userErrors { code } } }`, "setConsent")
		assert.Equal(t, []any{map[string]any{"purpose": "marketing-sms", "version": "1", "given": true}}, said["member"].(map[string]any)["consents"])

		card := a.field(t, token, `{ memberCard { code number expiresAt qrSvg code128Svg } }`, "memberCard")
		assert.True(t, strings.HasPrefix(card["qrSvg"].(string), "<svg"))
		read := a.field(t, partner, fmt.Sprintf(`{ memberByCard(code: %q) { memberRef displayName tier { code } } }`, card["code"]), "memberByCard")
		assert.Equal(t, map[string]any{"memberRef": card["number"], "displayName": "Li Na", "tier": map[string]any{"code": "normal"}}, read)
		assert.NotEmpty(t, a.post(t, token, `{ memberByCard(code: "1") { memberRef } }`).Errors, "members read no cards")

		found := a.field(t, admin, `{ members(search: "13800138000", filter: {frozen: false, left: false, tier: "normal", registeredFrom: "2020-01-01T00:00:00Z", activeFrom: "2020-01-01T00:00:00Z", balanceAtLeast: 0}) { totalCount nodes { id } } }`, "members")
		assert.Equal(t, map[string]any{"totalCount": 1.0, "nodes": []any{map[string]any{"id": id}}}, found)
		for _, filter := range []string{"frozen: true", "left: true", `tier: "gold"`, `tags: ["vip"]`, `registeredUntil: "2020-01-01T00:00:00Z"`, `activeUntil: "2020-01-01T00:00:00Z"`, "balanceAtLeast: 1000000"} {
			none := a.field(t, admin, `{ members(search: "13800138000", filter: {`+filter+`}) { totalCount nodes { id } } }`, "members")
			assert.Equal(t, 0.0, none["totalCount"], filter)
		}
	})
}

func TestWhoIsFrozenMayLookAndAMinorMayNotDraw(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		aliyun := a.texts(t, admin)
		token, id := a.signedIn(t, aliyun, "13800138000")
		draw := `mutation { drawLottery(input: {campaignId: "cmp_00000000000000000000000000000000", idempotencyKey: "a"}) { userErrors { code } } }`
		send := fmt.Sprintf(`mutation { transferPoints(input: {toMemberId: %q, points: 1, idempotencyKey: "a"}) { userErrors { code } } }`, id)
		for _, call := range []string{draw, send} {
			assert.Empty(t, a.post(t, token, call).Errors, "who has said nothing is no minor")
		}
		child := time.Now().AddDate(-17, 0, 0).Format(time.DateOnly)
		a.field(t, token, fmt.Sprintf(`mutation { updateProfile(input: {version: 1, birthday: %q}) { member { minor } userErrors { code } } }`, child), "updateProfile")
		a.Services.Access.LookAnew()
		for _, call := range []string{draw, send} {
			assert.Equal(t, "FORBIDDEN", code(a.post(t, token, call)), call)
		}
		assert.Empty(t, a.post(t, token, `mutation { checkIn(input: {idempotencyKey: "a"}) { userErrors { code } } }`).Errors)

		a.refuses(t, admin, fmt.Sprintf(`freezeMember(input: {memberId: %q, version: 1, reason: "Why"})`, id), "VERSION_CONFLICT", "version")
		frozen := a.field(t, admin, fmt.Sprintf(`mutation { freezeMember(input: {memberId: %q, version: 2, reason: "Points of a stolen card"}) { member { frozenAt version } userErrors { code } } }`, id), "freezeMember")
		assert.Equal(t, []any{}, frozen["userErrors"])
		me := a.field(t, token, `{ me { frozenReason } }`, "me")
		assert.Equal(t, "Points of a stolen card", me["frozenReason"])
		for _, call := range []string{
			`mutation { checkIn(input: {idempotencyKey: "b"}) { userErrors { code } } }`, `mutation { exchange(input: {skuId: "sku_00000000000000000000000000000000", idempotencyKey: "b"}) { userErrors { code } } }`,
			`mutation { deleteMyAccount(input: {expectedPoints: 0}) { userErrors { code } } }`, draw,
		} {
			assert.Equal(t, "FORBIDDEN", code(a.post(t, token, call)), call)
		}
		assert.Empty(t, a.post(t, token, `mutation { setConsent(input: {purpose: "privacy", version: "1", given: false}) { userErrors { code } } }`).Errors)
		a.field(t, admin, fmt.Sprintf(`mutation { unfreezeMember(input: {memberId: %q, version: 3}) { userErrors { code } } }`, id), "unfreezeMember")
		assert.Empty(t, a.post(t, token, `mutation { checkIn(input: {idempotencyKey: "b"}) { userErrors { code } } }`).Errors)
	})
}

func TestACopyOfMyDataIsFetchedOnce(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, _ := a.tokens(t)
		aliyun := a.texts(t, admin)
		token, _ := a.signedIn(t, aliyun, "13800138000")
		asked := a.field(t, token, `mutation { exportMyData(input: {}) { export { id readyAt } userErrors { code } } }`, "exportMyData")
		export := asked["export"].(map[string]any)["id"].(string)
		again := a.field(t, token, `mutation { exportMyData(input: {}) { export { id } userErrors { code } } }`, "exportMyData")
		assert.Equal(t, export, again["export"].(map[string]any)["id"], "one a day")
		download := fmt.Sprintf(`downloadMyData(input: {exportId: %q})`, export)
		for _, j := range a.Services.Copies.Jobs() {
			_, err := j.Run(t.Context(), false, nil)
			require.NoError(t, err)
		}
		a.refuses(t, alice, download, "NOT_FOUND", "exportId")
		got := a.field(t, token, "mutation { "+download+" { url expiresAt userErrors { code } } }", "downloadMyData")
		_, handle, found := strings.Cut(got["url"].(string), "/my-data/")
		require.True(t, found)
		path := "/my-data/" + handle
		answer := fetched(a, path)
		require.Equal(t, http.StatusOK, answer.Code)
		assert.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
		content, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		require.NoError(t, err)
		names := map[string]string{}
		for _, f := range archive.File {
			r, err := f.Open()
			require.NoError(t, err)
			text, err := io.ReadAll(r)
			require.NoError(t, err)
			names[f.Name] = string(text)
		}
		assert.Contains(t, names["member.json"], "+8613800138000")
		assert.NotContains(t, names["member.json"], "password")
		assert.NotContains(t, names["member.json"], "card_secret")
		assert.Len(t, names, 9)
		assert.Equal(t, http.StatusNotFound, fetched(a, path).Code, "an address is good once")
		assert.Equal(t, http.StatusNotFound, fetched(a, "/my-data/none").Code)
	})
}

func TestWhoLeavesIsForgottenAndTheBooksProve(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		aliyun := a.texts(t, admin)
		token, id := a.signedIn(t, aliyun, "13800138000")
		a.field(t, admin, fmt.Sprintf(`mutation { adjustPoints(input: {memberId: %q, points: 500, reason: "Welcome", idempotencyKey: "a"}) { userErrors { code } } }`, id), "adjustPoints")
		a.field(t, token, `mutation { createAddress(input: {address: {name: "李娜", phone: "13800138000", province: "上海市", city: "上海市", street: "南京路 1 号"}}) { userErrors { code } } }`, "createAddress")
		told := a.field(t, token, `{ leavingPreview { points open lost { currency available pending } } }`, "leavingPreview")
		points := told["points"].(float64)
		assert.GreaterOrEqual(t, points, 500.0)
		assert.Equal(t, []any{}, told["open"])
		leave := func(points float64, code string) string {
			return fmt.Sprintf(`deleteMyAccount(input: {expectedPoints: %.0f, phone: "13800138000", code: %q})`, points, code)
		}
		a.refuses(t, token, leave(points-1, "000000"), "INVALID_STATE", "expectedPoints")
		a.refuses(t, token, leave(points, "000000"), "UNAUTHENTICATED", "code")
		a.refuses(t, token, fmt.Sprintf(`deleteMyAccount(input: {expectedPoints: %.0f})`, points), "INVALID_INPUT", "code")
		gone := a.field(t, token, "mutation { "+leave(points, a.code(t, aliyun, token, "13800138000", "CONTACT"))+" { deleted userErrors { message } } }", "deleteMyAccount")
		assert.Equal(t, map[string]any{"deleted": true, "userErrors": []any{}}, gone)
		assert.NotEmpty(t, a.post(t, token, `{ memberCard { code } }`).Errors, "the session has ended")
		left := a.field(t, admin, fmt.Sprintf(`{ member(id: %q) { displayName phone email externalRef login birthday addresses { id } points { available entries(first: 1) { nodes { kind delta } } } } }`, id), "member")
		assert.Equal(t, "已注销 · Left", left["displayName"])
		for _, field := range []string{"phone", "email", "externalRef", "login", "birthday"} {
			assert.Nil(t, left[field], field)
		}
		assert.Empty(t, left["addresses"])
		balance := left["points"].(map[string]any)
		assert.Equal(t, 0.0, balance["available"])
		for table, column := range map[string]string{"members": "folded", "messages": "coalesce(error, '')", "addresses": "postal"} {
			rows, err := a.db.Query(t.Context(), fmt.Sprintf("select cast(%s as text) from %s", column, table))
			require.NoError(t, err)
			for rows.Next() {
				var text string
				require.NoError(t, rows.Scan(&text))
				assert.NotContains(t, text, "13800138000", table)
			}
			require.NoError(t, rows.Err())
			require.NoError(t, rows.Close())
		}
		// The number is free again, and whoever has it now is somebody else.
		found := a.field(t, admin, `{ members(filter: {left: true}) { nodes { id } } }`, "members")
		assert.Equal(t, []any{map[string]any{"id": id}}, found["nodes"])
	})
}

func TestSegmentsCountWhomTheirConditionPicks(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		_, admin, _ := a.tokens(t)
		save := func(condition string) string {
			return fmt.Sprintf(`saveMemberSegment(input: {name: "Members", condition: %q})`, condition)
		}
		for _, bad := range []string{"member.tier ==", "member.height > 1", "event.total > 1.0", "history.spent30d > 1.0", "1 + 1"} {
			a.refuses(t, admin, save(bad), "INVALID_INPUT", "condition")
		}
		made := a.field(t, admin, "mutation { "+save("member.tier == 'normal'")+" { segment { id version count { members whole } } userErrors { message } } }", "saveMemberSegment")
		assert.Equal(t, []any{}, made["userErrors"])
		segment := made["segment"].(map[string]any)
		count := segment["count"].(map[string]any)
		assert.Equal(t, true, count["whole"])
		all := a.field(t, admin, `{ members(filter: {tier: "normal"}) { totalCount } }`, "members")
		assert.Equal(t, all["totalCount"], count["members"])
		assert.Positive(t, count["members"])
		a.refuses(t, admin, save("true"), "INVALID_INPUT", "name")
		change := func(version int, condition string) string {
			return fmt.Sprintf(`saveMemberSegment(input: {segmentId: %q, version: %d, name: "Rich", condition: %q})`, segment["id"], version, condition)
		}
		changed := a.field(t, admin, "mutation { "+change(1, "history.spent >= 1000000.0 || 'none' in member.tags")+" { segment { name version count { members } } userErrors { message } } }", "saveMemberSegment")
		assert.Equal(t, map[string]any{"name": "Rich", "version": 2.0, "count": map[string]any{"members": 0.0}}, changed["segment"])
		a.refuses(t, admin, change(1, "true"), "VERSION_CONFLICT", "version")
		a.refuses(t, admin, fmt.Sprintf(`deleteMemberSegment(input: {segmentId: %q, version: 1})`, segment["id"]), "VERSION_CONFLICT", "version")
		a.field(t, admin, fmt.Sprintf(`mutation { deleteMemberSegment(input: {segmentId: %q, version: 2}) { userErrors { code } } }`, segment["id"]), "deleteMemberSegment")
		listed := a.post(t, admin, `{ memberSegments { id } }`)
		assert.Equal(t, []any{}, listed.Data["memberSegments"])
	})
}
