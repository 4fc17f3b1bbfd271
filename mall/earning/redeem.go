package earning

import (
	"context"
	"net/netip"

	"pointsmall/ent"
	"pointsmall/mall"
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
	code, refusal := scancode.ParseAny(r.Code)
	if refusal != nil {
		return Recorded{}, refusal
	}
	done, err := redeeming.Do(ctx, s.redemptions, redemption{r, code})
	return done.Recorded, err
}

// redeemed is a redemption's answer, and the id of the activity that it made; "": none.
type redeemed struct {
	Recorded
	made string
}

// redeeming is the use case of a code that is well formed.
var redeeming = &useCase[redemption, redeemed]{
	Want: redemption.want, Decide: redemption.decide,
	Repeats: &store.ByRecord[*desk, redemption, redeemed]{
		Key: redemption.key, Fingerprint: redemption.fingerprint, Result: func(r redeemed) string { return r.made },
		Find: rereadRedemption, Again: redeemed.again,
	},
}

func (r redeemed) again() redeemed {
	r.Duplicate = true
	return r
}

// rereadRedemption reads what the request has recorded before.
func rereadRedemption(ctx context.Context, tx *store.Tx, _ redemption, result string) (redeemed, error) {
	id, _ := mall.AnyID(result).Activity()
	row, err := tx.Ent().Activity.Get(ctx, id)
	if err != nil {
		return redeemed{}, err
	}
	return redeemed{Recorded{Points: row.Points}, result}, nil
}

func (r redemption) key() store.Key {
	return store.Key{Actor: r.Member.String(), Operation: "redeemCode", Key: r.Key}
}

func (r redemption) fingerprint() string { return mall.Fingerprint(r.code.ID().String()) }

func (r redemption) want(d *desk) {
	d.wants.Codes = append(d.wants.Codes, r.code.ID())
	d.wants.Guesses = append(d.wants.Guesses, scancode.Guessers(r.Member, r.From)...)
	d.wants.may(possible{member: r.Member, event: rule.Event{Trigger: mall.TriggerScanCode, At: d.now, Source: scanSource}})
}

// lockCodes locks and reads codes.
func (d *desk) lockCodes(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.Codes) > 0 {
		d.codes, err = scancode.Read(ctx, tx, d.wants.Codes)
	}
	return err
}

// lockGuesses locks and reads counts of wrong codes.
func (d *desk) lockGuesses(ctx context.Context, tx *store.Tx) (err error) {
	if d.guesses = (&scancode.Guesses{}); len(d.wants.Guesses) > 0 {
		d.guesses, err = scancode.ReadGuesses(ctx, tx, d.now, d.wants.Guesses)
	}
	return err
}

func (r redemption) decide(d *desk) (redeemed, *mall.Error) {
	code := d.codes[r.code.ID()]
	if code != nil && code.RedeemedBy != nil && *code.RedeemedBy == r.Member {
		return redeemed{Recorded: Recorded{Points: code.Points, Duplicate: true}}, nil
	}
	if refusal := d.settings.MayEarn(); refusal != nil {
		return redeemed{}, refusal
	}
	if _, ok := d.people[r.Member]; !ok {
		return redeemed{}, member.NotFound()
	}
	who := scancode.Guessers(r.Member, r.From)
	if refusal := d.guesses.Refusal(who); refusal != nil {
		return redeemed{}, refusal.At("code")
	}
	if code == nil || !code.Open(d.now) {
		d.guesses.Wrong(who)
		d.wrong = true
		return redeemed{}, mall.Errorf(mall.CodeNotAvailable, "this code cannot be redeemed", "该兑换码不可用").At("code")
	}
	return r.redeem(d, code)
}

// redeem grants what an open code earns.
func (r redemption) redeem(d *desk, code *scancode.Stored) (redeemed, *mall.Error) {
	id := mall.NewActivityID()
	o := &occasion{
		member: r.Member, subject: mall.GrantID(id), ref: id.String(), what: mall.TriggerScanCode.Text(),
		event: rule.Event{Trigger: mall.TriggerScanCode, At: d.now, Source: scanSource, Attributes: code.Attributes()},
	}
	if account, ok := d.book.Account(r.Member); ok {
		in := d.input(o, account, d.today())
		if result := d.rules.Evaluate(&in); result.Points == 0 && !result.TooMuch {
			return redeemed{}, mall.Errorf(mall.CodeNotEligible, "the code would earn nothing now; it stays good", "该码当前无法获得积分，可稍后再用").At("code")
		}
	}
	got, refusal := d.award(o)
	if refusal != nil {
		return redeemed{}, refusal.At("code")
	}
	code.Redeem(r.Member, d.now, id, got.points)
	d.activities = append(d.activities, &ent.Activity{
		ID: id, Source: scanSource, ExternalRef: code.ID.String(), MemberID: r.Member, Trigger: mall.TriggerScanCode, Details: details{Attributes: encode(o.event.Attributes)}.encode(),
		Points: got.points, EntryID: got.entry, Fingerprint: r.fingerprint(), OccurredAt: d.now, RecordedAt: d.now,
	})
	return redeemed{Recorded{Points: got.points}, id.String()}, nil
}
