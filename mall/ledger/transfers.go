package ledger

import (
	"context"
	"strings"

	"pointsmall/ent"
	"pointsmall/ent/transfer"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewTransfer is points that a member sends another.
type NewTransfer struct {
	Actor    mall.Actor // the sender
	To       mall.MemberID
	Currency mall.PointsCurrency // "": the mall's own
	Points   mall.Points
	// Note is shown to both; it may be empty.
	Note string
	Key  string
}

// maxNote bounds a transfer's note, in bytes.
const maxNote = 200

// Transfer sends points to another member, as the currency's policy allows. Refusals:
// INVALID_INPUT, NOT_FOUND (the receiver, the currency), NOT_AVAILABLE (transfers are
// forbidden), NOT_ELIGIBLE, LIMIT_EXCEEDED, ACCOUNT_IN_DEBT, INSUFFICIENT_POINTS,
// IDEMPOTENCY_CONFLICT.
func (s *Service) Transfer(ctx context.Context, t NewTransfer) (*ent.Transfer, error) {
	return transferring.Do(ctx, s.engine, t)
}

var transferring = &useCase[NewTransfer, *ent.Transfer]{
	Check: NewTransfer.check, Want: NewTransfer.want, Decide: NewTransfer.decide,
	Repeats: &byRecord[NewTransfer, *ent.Transfer]{
		Key: NewTransfer.key, Fingerprint: NewTransfer.fingerprint, Result: func(row *ent.Transfer) string { return row.ID.String() }, Find: rereadTransfer,
	},
}

// rereadTransfer reads what the request has made before.
func rereadTransfer(ctx context.Context, tx *store.Tx, _ NewTransfer, result string) (*ent.Transfer, error) {
	id, _ := mall.AnyID(result).Transfer()
	return tx.Ent().Transfer.Get(ctx, id)
}

func (t NewTransfer) check() *mall.Error {
	switch {
	case t.To == t.Actor.MemberID:
		return mall.Errorf(mall.CodeInvalidInput, "points cannot be sent to oneself", "不能转赠给自己").At("toMemberId")
	case len(t.Note) > maxNote:
		return mall.Errorf(mall.CodeInvalidInput, "note must have at most %d bytes", "留言最多 %d 字节", maxNote).At("note")
	}
	return checkPoints(t.Points)
}

func (t NewTransfer) key() store.Key {
	return store.Key{Actor: t.Actor.Ref(), Operation: "transferPoints", Key: t.Key}
}

func (t NewTransfer) fingerprint() string {
	return mall.Fingerprint([]any{t.To, t.Currency, t.Points, t.Note})
}

// sides are the sender's account and the receiver's.
func (t NewTransfer) sides() (from, to Holder) {
	return holder(t.Actor.MemberID, t.Currency), holder(t.To, t.Currency)
}

func (t NewTransfer) want(d *desk) {
	from, to := t.sides()
	// What a cool-down keeps back is known only from all of the sender's lots.
	d.wants.Account(from, mall.MaxPoints)
	d.wants.Account(to, 0)
	d.wants.traffic = append(d.wants.traffic, from, to)
}

func (t NewTransfer) decide(d *desk) (*ent.Transfer, *mall.Error) {
	fromWhom, toWhom := t.sides()
	from, policy, refusal := d.account(fromWhom)
	if refusal != nil {
		return nil, refusal
	}
	to, _, refusal := d.account(toWhom)
	if refusal != nil {
		return nil, refusal.At("toMemberId")
	}
	sender, receiver := d.traffic[fromWhom], d.traffic[toWhom]
	if refusal := mayTransfer(policy.Transfer, t.Points, from, *sender, *receiver); refusal != nil {
		return nil, refusal
	}
	if !to.CanHold(mall.EntryTransferIn, t.Points) {
		return nil, mall.Errorf(mall.CodeInvalidInput, "the receiver cannot hold that many points", "对方账户积分超过上限").At("points")
	}
	row := &ent.Transfer{
		ID: mall.NewTransferID(), FromMember: t.Actor.MemberID, ToMember: t.To, Currency: fromWhom.Currency,
		Points: t.Points, Fee: policy.Transfer.Fee(t.Points), Note: strings.TrimSpace(t.Note), SentAt: d.now,
	}
	outReason, inReason := transferReasons(row.Points, row.Fee, row.Note)
	out, in := Cause{Ref: row.ID.String(), Reason: &outReason}, Cause{Ref: row.ID.String(), Reason: &inReason}
	if row.OutEntry, row.InEntry, refusal = from.Send(to, row.Points, row.Fee, out, in); refusal != nil {
		return nil, refusal.At("points")
	}
	sender.SentToday += row.Points
	sender.SentCount++
	receiver.ReceivedToday += row.Points
	receiver.Resting += row.Points
	d.newTransfers = append(d.newTransfers, row)
	d.changed(row.FromMember)
	d.changed(row.ToMember)
	return row, nil
}

// Transfers reads transfers, whoever may see them: an entry's reader may see its transfer.
func (s *Service) Transfers(ctx context.Context, ids []mall.TransferID) (map[mall.TransferID]*ent.Transfer, error) {
	rows, err := s.db.Ent().Transfer.Query().Where(store.Among(transfer.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.TransferID]*ent.Transfer, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// FindTransfer returns a transfer that the actor may see: staff with the POINTS
// permission any, a member those they sent or received. Others get NOT_FOUND.
func (s *Service) FindTransfer(ctx context.Context, actor mall.Actor, id mall.TransferID) (*ent.Transfer, error) {
	row, err := s.db.Ent().Transfer.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	staff := actor.Kind == mall.ActorStaff && actor.May(mall.PermissionPoints)
	if err != nil || !staff && (actor.Kind != mall.ActorMember || (row.FromMember != actor.MemberID && row.ToMember != actor.MemberID)) {
		return nil, mall.Errorf(mall.CodeNotFound, "no such transfer", "转赠记录不存在")
	}
	return row, nil
}
