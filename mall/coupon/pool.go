package coupon

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// MaxCodes is how many unique codes one call makes.
const MaxCodes = 1000

// NewCodes are unique codes to make.
type NewCodes struct {
	Actor    mall.Actor
	Template mall.CouponTemplateID
	Count    int
	Key      string

	codes []string
}

// MakeCodes makes unique codes, each for one coupon, and returns them: the mall keeps their
// digests alone. A key that is repeated makes none, and returns none. Refusals: INVALID_INPUT,
// NOT_FOUND, NOT_AVAILABLE, EXPIRED, LIMIT_EXCEEDED (fewer are left), IDEMPOTENCY_CONFLICT.
func (s *Service) MakeCodes(ctx context.Context, n NewCodes) ([]string, error) {
	if refusal := n.check(); refusal != nil {
		return nil, refusal
	}
	n.codes = make([]string, n.Count)
	for i := range n.codes {
		n.codes[i] = newCode()
	}
	return making.Do(ctx, s.engine, n)
}

var making = &store.UseCase[*desk, NewCodes, []string]{
	Check: NewCodes.check, Want: NewCodes.want, Decide: NewCodes.decide,
	// The codes are told by how many their template has issued.
	Touches: func(n NewCodes, _ []string) []store.Row {
		return []store.Row{{Table: "coupon_templates", ID: n.Template}}
	},
	Repeats: &store.ByRecord[*desk, NewCodes, []string]{
		Key: NewCodes.key, Fingerprint: NewCodes.fingerprint, Result: func([]string) string { return "made" },
		Find: func(context.Context, *store.Tx, NewCodes, string) ([]string, error) { return nil, nil },
	},
}

func (n NewCodes) check() *mall.Error {
	if n.Count < 1 || n.Count > MaxCodes {
		return bad("count must be from 1 to %d", "count 须为 1 至 %d", MaxCodes).At("count")
	}
	return nil
}

func (n NewCodes) key() store.Key {
	return store.Key{Actor: n.Actor.Ref(), Operation: "createCouponCodes", Key: n.Key}
}

func (n NewCodes) fingerprint() string { return mall.Fingerprint([]any{n.Template, n.Count}) }

func (n NewCodes) want(d *desk) { d.want(n.Template, nil, nil) }

func (n NewCodes) decide(d *desk) ([]string, *mall.Error) {
	t, refusal := d.open(n.Template)
	if refusal == nil {
		refusal = d.room(t, int64(n.Count), nil)
	}
	if refusal != nil {
		return nil, refusal.At("templateId")
	}
	shown := make([]string, len(n.codes))
	for i, code := range n.codes {
		d.add(&ent.Coupon{ID: mall.NewCouponID(), TemplateID: t.ID, CodeDigest: new(digest(code)), Status: mall.CouponAvailable, Changes: 1}, mall.CouponIssued, n.Actor)
		shown[i] = show(code)
	}
	return shown, nil
}
