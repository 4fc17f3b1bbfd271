package earning

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"pointsmall/ent"
	entactivity "pointsmall/ent/activity"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/ent/purchasereturn"
	"pointsmall/mall"
	"pointsmall/mall/earning/correction"
	"pointsmall/mall/store"
)

// Correction asks to put right a purchase, a return or an activity that was recorded.
type Correction struct {
	// Actor is the staff user who asks.
	Actor mall.Actor
	// Kind says what it is, Subject its id; without an id, Source and Ref its source's number.
	Kind        mall.CorrectionKind
	Subject     mall.AnyID
	Source, Ref string
	// MemberRef is the external reference of the member whose it is; empty: it is undone.
	MemberRef string
	Reason    string
	Key       string

	// What is corrected, as it was when the request came: one of them. With a return comes its
	// purchase, unless it waits for one.
	purchase *ent.Purchase
	returned *ent.PurchaseReturn
	activity *ent.Activity
}

// maxCorrectionReason is the most bytes of a reason.
const maxCorrectionReason = 500

// Correct reverses what a purchase, a return or an activity made of its member's points and
// history, and records it anew for the right member, where one is named. It is not bound by
// the currency's policy of clawbacks: what a member never earned is taken whole, and owed
// where it was spent. Refusals: INVALID_INPUT (a field that makes no sense, the same
// member), NOT_FOUND (what is corrected, the member), INVALID_STATE (it was corrected
// before, moved, or cannot be corrected), IDEMPOTENCY_CONFLICT.
func (s *Service) Correct(ctx context.Context, c Correction) (*ent.Correction, error) {
	c.Reason = strings.TrimSpace(c.Reason)
	if refusal := c.check(); refusal != nil {
		return nil, refusal
	}
	if err := s.findSubject(ctx, &c); err != nil {
		return nil, err
	}
	return correcting.Do(ctx, s.corrections, c)
}

var correcting = &useCase[Correction, *ent.Correction]{
	Want: Correction.want, Decide: Correction.decide,
	Repeats: &store.ByRecord[*desk, Correction, *ent.Correction]{
		Key: Correction.key, Fingerprint: Correction.fingerprint, Result: nameCorrection, Find: rereadCorrection,
	},
}

func (c Correction) key() store.Key {
	return store.Key{Actor: c.Actor.Ref(), Operation: "correctEarning", Key: c.Key}
}

func (c Correction) fingerprint() string {
	return mall.Fingerprint([]any{c.subject(), c.MemberRef, c.Reason})
}

func nameCorrection(c *ent.Correction) string { return c.ID.String() }

func rereadCorrection(ctx context.Context, tx *store.Tx, _ Correction, result string) (*ent.Correction, error) {
	id, _ := mall.AnyID(result).Correction()
	return tx.Ent().Correction.Get(ctx, id)
}

func (c Correction) check() *mall.Error {
	switch {
	case c.Reason == "" || len(c.Reason) > maxCorrectionReason:
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to %d bytes", "原因须为 1 至 %d 字节", maxCorrectionReason).At("reason")
	case c.Kind == mall.CorrectReturn && c.MemberRef != "":
		return mall.Errorf(mall.CodeInvalidInput, "a return goes with its purchase: move that", "退货随消费归属，请更正该笔消费").At("memberRef")
	}
	return nil
}

// field is the input's field that names what is corrected.
func (c Correction) field() string {
	name := map[mall.CorrectionKind]string{mall.CorrectPurchase: "purchase", mall.CorrectReturn: "return", mall.CorrectActivity: "activity"}[c.Kind]
	if c.Subject != "" {
		return name + "Id"
	}
	return name + "Ref"
}

// findSubject reads what is corrected.
func (s *Service) findSubject(ctx context.Context, c *Correction) (err error) {
	client := s.db.Ent()
	switch c.Kind {
	case mall.CorrectPurchase:
		by := entpurchase.And(entpurchase.Source(c.Source), entpurchase.ExternalRef(c.Ref), entpurchase.MovedToIsNil())
		if c.Subject != "" {
			id, _ := c.Subject.Purchase()
			by = entpurchase.ID(id)
		}
		c.purchase, err = client.Purchase.Query().Where(by).Only(ctx)
	case mall.CorrectReturn:
		by := purchasereturn.And(purchasereturn.Source(c.Source), purchasereturn.ExternalRef(c.Ref))
		if c.Subject != "" {
			id, _ := c.Subject.Return()
			by = purchasereturn.ID(id)
		}
		c.returned, err = client.PurchaseReturn.Query().Where(by).Only(ctx)
		if err == nil && c.returned.PurchaseID != nil {
			c.purchase, err = client.Purchase.Get(ctx, *c.returned.PurchaseID)
		}
	default:
		by := entactivity.And(entactivity.Source(c.Source), entactivity.ExternalRef(c.Ref), entactivity.MovedToIsNil())
		if c.Subject != "" {
			id, _ := c.Subject.Activity()
			by = entactivity.ID(id)
		}
		c.activity, err = client.Activity.Query().Where(by).Only(ctx)
	}
	if ent.IsNotFound(err) {
		return mall.Errorf(mall.CodeNotFound, "no such purchase, return or activity", "消费、退货或事件不存在").At(c.field())
	}
	return err
}

// subject is the bare id of what is corrected.
func (c Correction) subject() uuid.UUID {
	switch {
	case c.returned != nil:
		return c.returned.ID.UUID()
	case c.purchase != nil:
		return c.purchase.ID.UUID()
	}
	return c.activity.ID.UUID()
}

func (c Correction) want(d *desk) {
	d.wants.corrected = append(d.wants.corrected, c.subject())
	switch {
	case c.returned != nil:
		c.wantReturn(d)
	case c.purchase != nil:
		c.wantPurchase(d)
	default:
		c.wantActivity(d)
	}
	if c.MemberRef != "" { // what came back of a purchase comes back of this member's, too
		d.wants.emptied = append(d.wants.emptied, c.MemberRef)
	}
}

func (c Correction) decide(d *desk) (*ent.Correction, *mall.Error) {
	if d.corrected[c.subject()] != nil {
		return nil, mall.Errorf(mall.CodeInvalidState, "it was corrected before", "此前已更正")
	}
	row := &ent.Correction{
		ID: mall.NewCorrectionID(), SubjectID: c.subject(), Reason: c.Reason, MadeBy: c.Actor.StaffID, MadeAt: d.now,
	}
	var refusal *mall.Error
	switch {
	case c.returned != nil:
		refusal = c.decideReturn(d, row)
	case c.purchase != nil:
		refusal = c.decidePurchase(d, row)
	default:
		refusal = c.decideActivity(d, row)
	}
	if refusal != nil {
		return nil, refusal
	}
	d.corrected[row.SubjectID] = row
	d.corrections = append(d.corrections, row)
	return row, nil
}

// receiver is the member to whom something is moved, who is another than whose it was.
func (c Correction) receiver(d *desk, from mall.MemberID) (mall.MemberID, *mall.Error) {
	who, ok := d.members[c.MemberRef]
	switch {
	case !ok:
		return who.ID, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("memberRef")
	case who.ID == from:
		return who.ID, mall.Errorf(mall.CodeInvalidInput, "it is this member's already", "已属于该会员").At("memberRef")
	}
	return who.ID, nil
}

// why is the text of a correction's entries.
func (c Correction) why(number string) *mall.Text {
	t := mall.Textf("Correction of %s: %s", "更正 %s：%s", number, c.Reason)
	return &t
}

// readCorrected reads what corrected the things that are to be corrected now, and the
// entries that are reversed. The accounts are locked.
func (d *desk) readCorrected(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.corrected) == 0 {
		return nil
	}
	if d.corrected, err = correction.OfSubjects(ctx, tx, d.wants.corrected); err != nil {
		return err
	}
	if err := d.readClawback(ctx, tx); err != nil {
		return err
	}
	return d.readReversed(ctx, tx)
}

// saveCorrections adds the corrections to the batch, once their subjects have left their
// numbers to what stands for them.
func (d *desk) saveCorrections(ctx context.Context, tx *store.Tx, batch *store.Batch) error {
	moved := map[mall.CorrectionKind][]correction.Moved{}
	for _, c := range d.corrections {
		if c.MadeID != nil {
			moved[c.Kind] = append(moved[c.Kind], correction.Moved{From: c.SubjectID, To: *c.MadeID})
		}
	}
	for kind, list := range moved {
		if err := correction.Leave(ctx, tx, kind, list); err != nil {
			return err
		}
	}
	correction.Save(batch, d.corrections)
	return nil
}

// Corrections is what was put right of a purchase, a return or an activity, the oldest
// first. What is none of these has none.
func (s *Service) Corrections(ctx context.Context, of mall.AnyID) ([]*ent.Correction, error) {
	var id uuid.UUID
	if p, ok := of.Purchase(); ok {
		id = p.UUID()
	} else if r, ok := of.Return(); ok {
		id = r.UUID()
	} else if a, ok := of.Activity(); ok {
		id = a.UUID()
	} else {
		return nil, nil
	}
	return correction.History(ctx, s.db, id)
}
