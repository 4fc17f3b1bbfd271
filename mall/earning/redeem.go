package earning

import (
	"context"
	"encoding/json"
	"net/netip"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// scanSource is the source of activities that are redeemed codes; the code's id is
// their number.
const scanSource = "scan"

// Redemption is a member's wish to redeem a code.
type Redemption struct {
	Member mall.MemberID
	// Code is as it was typed.
	Code string
	Key  string
	// From is from where the request comes; the zero Addr: nobody knows.
	From netip.Addr
}

// redemption is one whose code is well formed.
type redemption struct {
	Redemption
	code scancode.Code
}

// RedeemCode redeems a code and grants what it earns. Refusals: INVALID_INPUT (the key;
// a typing error in the code, which costs nothing), NOT_AVAILABLE (no such code, void,
// out of its time or used by another: a caller cannot tell which), LIMIT_EXCEEDED (ten
// of those within an hour by the member or from the address; Figures.RetryAfter says how
// long to wait), NOT_ELIGIBLE (it would earn nothing, and stays good),
// IDEMPOTENCY_CONFLICT. A code that the member has redeemed before gives the same again.
func (s *Service) RedeemCode(ctx context.Context, r Redemption) (Recorded, error) {
	if refusal := mall.CheckKey(r.Key); refusal != nil {
		return Recorded{}, refusal
	}
	code, refusal := scancode.Parse(r.Code)
	if refusal != nil {
		return Recorded{}, refusal
	}
	return s.redemptions.Do(ctx, redemption{r, code})
}

// redeemDesk is the working set of one group of redemptions.
type redeemDesk struct {
	*desk
	codes   scancode.Codes
	guesses *scancode.Guesses
	known   map[store.Key]store.Record
	fresh   []*ent.Activity
	records []store.Record
	wrong   bool
}

func (r redemption) key() store.Key {
	return store.Key{Actor: r.Member.String(), Operation: "redeemCode", Key: r.Key}
}

func (r redemption) fingerprint() string { return mall.Fingerprint(r.code.ID().String()) }

// occasion is the code's redemption; what rules may ask about the code is added when
// it is known.
func (r redemption) occasion() *occasion {
	id := mall.NewActivityID()
	return &occasion{
		member: r.Member, subject: mall.GrantID(id), ref: id.String(), what: mall.TriggerScanCode.Text(),
		event: rule.Event{Trigger: mall.TriggerScanCode, Source: scanSource},
	}
}

// serveRedemptions runs one group: load, decide, save.
func (s *Service) serveRedemptions(ctx context.Context, tx *store.Tx, requests []redemption) ([]store.Outcome[Recorded], error) {
	d, occasions, err := s.loadRedemptions(ctx, tx, requests)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Recorded], len(requests))
	for i, r := range requests {
		recorded, refusal, err := d.decide(r, occasions[i])
		if err != nil {
			return nil, err
		}
		outcomes[i].Answer = recorded
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	var batch store.Batch
	d.guesses.Save(&batch)
	if len(d.fresh) > 0 {
		activity.Save(&batch, d.fresh)
		d.codes.Save(&batch)
		d.save(tx, &batch, s.bus)
		store.Remember(&batch, d.now, d.records)
	}
	if err := batch.Exec(ctx, tx); err != nil || !d.wrong {
		return outcomes, err
	}
	return outcomes, scancode.Forget(ctx, tx, d.now)
}

// loadRedemptions locks accounts, then codes, then counts of wrong ones.
func (s *Service) loadRedemptions(ctx context.Context, tx *store.Tx, requests []redemption) (*redeemDesk, []*occasion, error) {
	d := &redeemDesk{}
	members := make([]mall.MemberID, len(requests))
	ids := make([]mall.ScanCodeID, len(requests))
	keys := make([]store.Key, len(requests))
	occasions := make([]*occasion, len(requests))
	now := s.clock()
	var who []string
	for i, r := range requests {
		members[i], ids[i], keys[i], occasions[i] = r.Member, r.code.ID(), r.key(), r.occasion()
		occasions[i].event.At = now
		who = append(who, scancode.Guessers(r.Member, r.From)...)
	}
	people, err := member.Standings(ctx, tx, members)
	if err != nil {
		return nil, nil, err
	}
	if d.desk, err = s.openDesk(ctx, tx, people, occasions); err != nil {
		return nil, nil, err
	}
	if d.codes, err = scancode.Read(ctx, tx, ids); err != nil {
		return nil, nil, err
	}
	if d.guesses, err = scancode.ReadGuesses(ctx, tx, now, who); err != nil {
		return nil, nil, err
	}
	d.known, err = store.Recall(ctx, tx, keys)
	return d, occasions, err
}

// decide serves one redemption against the working set.
func (d *redeemDesk) decide(r redemption, o *occasion) (Recorded, *mall.Error, error) {
	code := d.codes[r.code.ID()]
	mine := code != nil && code.RedeemedBy != nil && *code.RedeemedBy == r.Member
	if before, ok := d.known[r.key()]; ok && before.Fingerprint != r.fingerprint() {
		return Recorded{}, mall.KeyConflict(), nil
	}
	if mine {
		return Recorded{Points: code.Points, Duplicate: true}, nil, nil
	}
	if _, ok := d.people[r.Member]; !ok {
		return Recorded{}, member.NotFound(), nil
	}
	who := scancode.Guessers(r.Member, r.From)
	if refusal := d.guesses.Refusal(who); refusal != nil {
		return Recorded{}, refusal.At("code"), nil
	}
	if code == nil || !code.Open(o.event.At) {
		d.guesses.Wrong(who)
		d.wrong = true
		return Recorded{}, mall.Errorf(mall.CodeNotAvailable, "this code cannot be redeemed", "该兑换码不可用").At("code"), nil
	}
	return d.redeem(r, code, o)
}

// redeem grants what an open code earns.
func (d *redeemDesk) redeem(r redemption, code *scancode.Stored, o *occasion) (Recorded, *mall.Error, error) {
	o.event.Attributes = code.Attributes()
	attributes, err := json.Marshal(o.event.Attributes)
	if err != nil {
		return Recorded{}, nil, err
	}
	stored, err := json.Marshal(details{Attributes: attributes})
	if err != nil {
		return Recorded{}, nil, err
	}
	if account, ok := d.book.Account(r.Member); ok {
		in := d.input(o, account, mall.DateOf(o.event.At, d.settings.Zone))
		if result := d.rules.Evaluate(&in); result.Points == 0 && !result.TooMuch {
			return Recorded{}, mall.Errorf(mall.CodeNotEligible, "the code would earn nothing now; it stays good", "该码当前无法获得积分,可稍后再用").At("code"), nil
		}
	}
	got, refusal := d.award(o)
	if refusal != nil {
		return Recorded{}, refusal.At("code"), nil
	}
	id := mall.ActivityID(o.subject)
	code.Redeem(r.Member, d.now, id, got.points)
	d.fresh = append(d.fresh, &ent.Activity{
		ID: id, Source: scanSource, ExternalRef: code.ID.String(), MemberID: r.Member, Trigger: mall.TriggerScanCode, Details: stored,
		Points: got.points, EntryID: got.entry, Fingerprint: r.fingerprint(), OccurredAt: o.event.At, RecordedAt: d.now,
	})
	record := store.Record{Key: r.key(), Fingerprint: r.fingerprint(), Result: id.String()}
	d.known[r.key()] = record
	d.records = append(d.records, record)
	return Recorded{Points: got.points}, nil, nil
}
