package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/server"
)

const settingsFields = `{ currency timeZone pointsExpiry { kind n } expiryReminderDays returnWindowDays makeUpDays makeUpPrice pointValue { amount currency }
	tierProgram { calendarYear months oneStep graceDays } referral { qualifiesBy minimum { amount } dayLimit sourceLimit } version updatedBy }`

// settings asks a server for the mall's settings.
func (a api) settings(t *testing.T, token string) map[string]any {
	t.Helper()
	got := a.post(t, token, "{ mallSettings "+settingsFields+" }")
	require.Empty(t, got.Errors)
	return got.Data["mallSettings"].(map[string]any)
}

// updateSettings sends a change, and returns the payload.
func (a api) updateSettings(t *testing.T, token, input string, header ...string) map[string]any {
	t.Helper()
	got := a.post(t, token, fmt.Sprintf(`mutation { updateMallSettings(input: {%s}) { settings %s
		userErrors { code path message ... on VersionConflict { current } } } }`, input, settingsFields), header...)
	require.Empty(t, got.Errors)
	return got.Data["updateMallSettings"].(map[string]any)
}

// What staff change at one server holds at another that has been running all the while.
func TestSettingsChangeOnEveryServer(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := serve(t, url, server.Config{NoJobs: true}), serve(t, url, server.Config{NoJobs: true})
		alice, admin, _ := here.tokens(t)
		before := there.settings(t, admin)
		assert.Equal(t, "CNY", before["currency"])
		assert.Equal(t, "Asia/Shanghai", before["timeZone"])
		assert.Equal(t, []any{30.0, 7.0, 1.0}, before["expiryReminderDays"])
		assert.EqualValues(t, 1, before["version"])
		assert.Nil(t, before["updatedBy"])

		changed := here.updateSettings(t, admin, `version: 1, pointsExpiry: {kind: END_OF_YEAR}, expiryReminderDays: [], makeUpPrice: 30, makeUpDays: 5,
			pointValue: {amount: "0.85", currency: "CNY"}, tierProgram: {calendarYear: true}, referral: {qualifiesBy: SIGN_UP, minimum: {amount: "9.90", currency: "CNY"}}`)
		require.Empty(t, changed["userErrors"])
		want := changed["settings"].(map[string]any)
		assert.Equal(t, map[string]any{"kind": "END_OF_YEAR", "n": 0.0}, want["pointsExpiry"])
		assert.Equal(t, []any{}, want["expiryReminderDays"])
		assert.Equal(t, before["returnWindowDays"], want["returnWindowDays"], "what is null stays")
		assert.Equal(t, map[string]any{"calendarYear": true, "months": 12.0, "oneStep": false, "graceDays": 0.0}, want["tierProgram"])
		assert.Equal(t, map[string]any{"qualifiesBy": "SIGN_UP", "minimum": map[string]any{"amount": "9.90"}, "dayLimit": 20.0, "sourceLimit": 5.0}, want["referral"])
		assert.EqualValues(t, 2, want["version"])
		assert.Contains(t, want["updatedBy"], "stf_")
		assert.Equal(t, want, here.settings(t, admin))
		assert.Eventually(t, func() bool { return there.settings(t, admin)["version"] == 2.0 }, 20*time.Second, 20*time.Millisecond)
		assert.Equal(t, want, there.settings(t, admin))
		status := there.post(t, alice, "{ checkInStatus { makeUpPrice makeUpDays } }")
		require.Empty(t, status.Errors)
		assert.Equal(t, map[string]any{"makeUpPrice": 30.0, "makeUpDays": 5.0}, status.Data["checkInStatus"])

		history := there.post(t, admin, "{ mallSettings { changes { version changedBy steps { name from to } } } }")
		require.Empty(t, history.Errors)
		changes := history.Data["mallSettings"].(map[string]any)["changes"].([]any)
		require.Len(t, changes, 1)
		assert.Contains(t, changes[0].(map[string]any)["steps"], map[string]any{"name": "point_value", "from": "100", "to": "85"})
		too := there.post(t, admin, "{ mallSettings { changes(first: 101) { version } } }")
		assert.Equal(t, []any{"INVALID_INPUT"}, too.codes())
	})
}

func TestSettingsThatAreRefused(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, partner := a.tokens(t)
		for _, token := range []string{"", alice, partner} {
			for _, document := range []string{"{ mallSettings { version } }", "mutation { updateMallSettings(input: {version: 1, makeUpDays: 1}) { userErrors { code } } }"} {
				assert.NotEmpty(t, a.post(t, token, document).codes(), document)
			}
		}
		for input, path := range map[string][]any{
			`returnWindowDays: -1`:                                             {"input", "returnWindowDays"},
			`pointsExpiry: {kind: MONTHS}`:                                     {"input", "pointsExpiry", "n"},
			`expiryReminderDays: [7, 7]`:                                       {"input", "expiryReminderDays"},
			`pointValue: {amount: "1", currency: "USD"}`:                       {"input", "pointValue", "currency"},
			`pointValue: {amount: "0.001", currency: "CNY"}`:                   {"input", "pointValue", "amount"},
			`tierProgram: {graceDays: 400}`:                                    {"input", "tierProgram", "graceDays"},
			`referral: {minimum: {amount: "-1", currency: "CNY"}}`:             {"input", "referral", "minimum", "amount"},
			`referral: {sourceLimit: 1000001}, returnWindowDays: 3`:            {"input", "referral", "sourceLimit"},
			`referral: {minimum: {amount: "1", currency: "JPY"}, dayLimit: 1}`: {"input", "referral", "minimum", "currency"},
		} {
			got := a.updateSettings(t, admin, "version: 1, "+input)
			assert.Nil(t, got["settings"], input)
			refusals := got["userErrors"].([]any)
			require.Len(t, refusals, 1, input)
			assert.Equal(t, "INVALID_INPUT", refusals[0].(map[string]any)["code"], input)
			assert.Equal(t, path, refusals[0].(map[string]any)["path"], input)
		}
		got := a.updateSettings(t, admin, "version: 4, makeUpDays: 1", "Accept-Language", "zh-CN")
		assert.Equal(t, []any{map[string]any{
			"code": "VERSION_CONFLICT", "path": []any{"input", "version"}, "message": "设置已被修改，当前版本为 1", "current": 1.0,
		}}, got["userErrors"])
		assert.EqualValues(t, 1, a.settings(t, admin)["version"])
	})
}
