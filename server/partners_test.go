package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
	"pointsmall/server"
)

// Two partners report for one member: each sees its own account and its own returns that
// wait, staff see either, and nobody else any.
func TestPartnersSeeTheirOwnAccountsAlone(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		l := serve(t, url, server.Config{NoJobs: true})
		require.NoError(t, l.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for _, name := range []string{"north", "south"} {
				if err := tx.Ent().Partner.Create().SetName(name).SetPermissions([]mall.Permission{mall.PermissionEarn}).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		}))
		as := func(token string, err error) func(string) string {
			require.NoError(t, err)
			return func(document string) string {
				_, text := l.call(t, caller{headers: bearer(token)}, document)
				return text
			}
		}
		issue := l.Services.Access
		north, south := as(issue.IssuePartner(t.Context(), "north", time.Hour)), as(issue.IssuePartner(t.Context(), "south", time.Hour))
		admin, bob := as(issue.IssueStaff(t.Context(), "demo-admin", time.Hour)), as(issue.IssueMember(t.Context(), "demo-bob", time.Hour))
		buys := func(number, memberRef string) string {
			return fmt.Sprintf(`mutation { recordPurchase(input: {externalRef: %q, memberRef: %q, occurredAt: "2026-01-02T03:04:05Z",
				total: {amount: "60", currency: "CNY"}, lines: [{sku: "a", quantity: 3, unitPrice: "20"}]}) { pointsEarned } }`, number, memberRef)
		}
		brings := func(number, of string, pieces int) string {
			return fmt.Sprintf(`mutation { recordReturn(input: {externalRef: %q, purchaseRef: %q, occurredAt: "2026-01-03T03:04:05Z",
				lines: [{sku: "a", quantity: %d, unitPrice: "20"}]}) { pointsTakenBack pending } }`, number, of, pieces)
		}
		assert.JSONEq(t, `{"recordPurchase": {"pointsEarned": 160}}`, dataOf(t, north(buys("P", "demo-bob"))), "100 for the first purchase")
		assert.JSONEq(t, `{"recordPurchase": {"pointsEarned": 60}}`, dataOf(t, south(buys("P", "demo-bob"))))
		assert.JSONEq(t, `{"recordReturn": {"pointsTakenBack": 60, "pending": false}}`, dataOf(t, south(brings("R", "P", 3))))
		assert.JSONEq(t, `{"recordReturn": {"pointsTakenBack": 53, "pending": false}}`, dataOf(t, north(brings("R", "P", 1))))
		assert.JSONEq(t, `{"recordReturn": {"pointsTakenBack": 0, "pending": true}}`, dataOf(t, north(brings("W", "X", 2))))

		const account = `{ currency { code } granted takenBack balance entries { totalCount nodes { kind delta occurredAt externalRef } } } }`
		ofNorth := `{"partnerAccounts": [{"currency": {"code": "POINTS"}, "granted": 160, "takenBack": 53, "balance": -107, "entries": {"totalCount": 2, "nodes": [
			{"kind": "CLAWBACK", "delta": 53, "occurredAt": "2026-01-03T03:04:05Z", "externalRef": "R"},
			{"kind": "EARN", "delta": -160, "occurredAt": "2026-01-02T03:04:05Z", "externalRef": "P"}]}}]}`
		assert.JSONEq(t, ofNorth, dataOf(t, north(`{ partnerAccounts `+account)))
		assert.JSONEq(t, ofNorth, dataOf(t, admin(`{ partnerAccounts(partner: "north") `+account)))
		assert.JSONEq(t, `{"partnerAccounts": [{"granted": 60, "takenBack": 60, "balance": 0, "entries": {"nodes": [{"delta": -60}]}}]}`,
			dataOf(t, south(`{ partnerAccounts { granted takenBack balance entries(filter: {until: "2026-01-03T00:00:00Z"}) { nodes { delta } } } }`)))
		assert.Contains(t, south(`{ partnerAccounts(partner: "north") { granted } }`), "INVALID_INPUT")
		assert.Contains(t, admin(`{ partnerAccounts { granted } }`), "INVALID_INPUT")
		assert.Contains(t, admin(`{ partnerAccounts(partner: "nobody") { granted } }`), "NOT_FOUND")
		assert.Contains(t, bob(`{ partnerAccounts { granted } }`), "FORBIDDEN")

		const waiting = ` { totalCount nodes { externalRef purchaseRef status occurredAt lines { sku quantity unitPrice } } } }`
		wait := `{"waitingReturns": {"totalCount": 1, "nodes": [{"externalRef": "W", "purchaseRef": "X", "status": "PENDING", "occurredAt": "2026-01-03T03:04:05Z",
			"lines": [{"sku": "a", "quantity": 2, "unitPrice": "20"}]}]}}`
		none := `{"waitingReturns": {"totalCount": 0, "nodes": []}}`
		assert.JSONEq(t, wait, dataOf(t, north(`{ waitingReturns`+waiting)))
		assert.JSONEq(t, none, dataOf(t, south(`{ waitingReturns`+waiting)))
		assert.JSONEq(t, wait, dataOf(t, admin(`{ waitingReturns`+waiting)))
		assert.JSONEq(t, none, dataOf(t, admin(`{ waitingReturns(filter: {partner: "south"})`+waiting)))
		assert.JSONEq(t, none, dataOf(t, admin(`{ waitingReturns(filter: {recordedBefore: "2026-01-01T00:00:00Z"})`+waiting)))
		assert.Contains(t, south(`{ waitingReturns(filter: {partner: "north"})`+waiting), "INVALID_INPUT")
		assert.Contains(t, bob(`{ waitingReturns`+waiting), "FORBIDDEN")

		var ids struct {
			PartnerAccounts []struct {
				Entries struct{ Nodes []struct{ ID string } }
			}
			WaitingReturns struct{ Nodes []struct{ ID string } }
		}
		require.NoError(t, json.Unmarshal([]byte(dataOf(t, north(`{ partnerAccounts { entries { nodes { id } } } waitingReturns { nodes { id } } }`))), &ids))
		for id, kind := range map[string]string{ids.PartnerAccounts[0].Entries.Nodes[0].ID: "PartnerPointsEntry", ids.WaitingReturns.Nodes[0].ID: "PurchaseReturn"} {
			node := fmt.Sprintf(`{ node(id: %q) { __typename } }`, id)
			assert.JSONEq(t, `{"node": {"__typename": "`+kind+`"}}`, dataOf(t, north(node)))
			assert.JSONEq(t, `{"node": {"__typename": "`+kind+`"}}`, dataOf(t, admin(node)))
			assert.JSONEq(t, `{"node": null}`, dataOf(t, south(node)))
			assert.JSONEq(t, `{"node": null}`, dataOf(t, bob(node)))
		}
	})
}

// dataOf is an answer's data, which must be without errors.
func dataOf(t *testing.T, text string) string {
	t.Helper()
	var got struct{ Data, Errors json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(text), &got), text)
	require.Empty(t, got.Errors, text)
	return string(got.Data)
}
