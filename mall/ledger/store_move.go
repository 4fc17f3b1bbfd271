package ledger

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// saveMoves adds what was made besides entries to the batch.
func (d *desk) saveMoves(batch *store.Batch) {
	saveHolds(batch, d.newHolds)
	d.saveRequests(batch)
	d.saveTransfers(batch)
}

func (d *desk) saveTransfers(batch *store.Batch) {
	rows := store.NewRows("id uuid", "from_member uuid", "to_member uuid", "currency text", "points bigint", "fee bigint", "note text",
		"out_entry uuid", "in_entry uuid", "sent_at timestamptz")
	for _, t := range d.newTransfers {
		rows.Add(t.ID, t.FromMember, t.ToMember, string(t.Currency), t.Points, t.Fee, t.Note, t.OutEntry, t.InEntry, t.SentAt)
	}
	const columns = "id, from_member, to_member, currency, points, fee, note, out_entry, in_entry, sent_at"
	batch.Add("insert into transfers ("+columns+") select "+columns+" from {rows}", rows)
}

// saveHolds inserts new holds, as they are by now: one of them may have ended again.
func saveHolds(batch *store.Batch, holds []*ent.Hold) {
	rows := store.NewRows("id uuid", "account_id uuid", "member_id uuid", "currency text", "points bigint", "captured bigint", "status text", "open bool",
		"allocations jsonb", "reason jsonb", "actor text", "held_at timestamptz", "expires_at timestamptz", "ended_at timestamptz", "order_id uuid")
	for _, h := range holds {
		rows.Add(h.ID, h.AccountID, h.MemberID, string(h.Currency), h.Points, h.Captured, string(h.Status), h.Status == mall.HoldOpen,
			store.JSON{Of: h.Allocations}, store.JSON{Of: h.Reason}, h.Actor, h.HeldAt, h.ExpiresAt, h.EndedAt, h.OrderID)
	}
	const columns = "id, account_id, member_id, currency, points, captured, status, open, allocations, reason, actor, held_at, expires_at, ended_at, order_id"
	batch.Add("insert into holds ("+columns+") select "+columns+" from {rows}", rows)
}

func (d *desk) saveRequests(batch *store.Batch) {
	rows := store.NewRows("id uuid", "member_id uuid", "currency text", "points bigint", "reason text", "expires_at timestamptz", "status text",
		"requested_by uuid", "requested_at timestamptz", "note text")
	for _, r := range d.newRequests {
		rows.Add(r.ID, r.MemberID, string(r.Currency), r.Points, r.Reason, r.ExpiresAt, string(r.Status), r.RequestedBy, r.RequestedAt, r.Note)
	}
	const columns = "id, member_id, currency, points, reason, expires_at, status, requested_by, requested_at, note"
	batch.Add("insert into adjustment_requests ("+columns+") select "+columns+" from {rows}", rows)

	decided := store.NewRows("id uuid", "status text", "decided_by uuid", "decided_at timestamptz", "note text", "entry_id uuid")
	for _, r := range d.decided {
		decided.Add(r.ID, string(r.Status), *r.DecidedBy, r.DecidedAt, r.Note, r.EntryID)
	}
	batch.Add("update adjustment_requests set status = r.status, decided_by = r.decided_by, decided_at = r.decided_at, note = r.note, entry_id = r.entry_id "+
		"from {rows} where adjustment_requests.id = r.id", decided)
}
