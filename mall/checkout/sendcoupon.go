package checkout

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/coupon"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// CouponGift is a coupon that a member sends another.
type CouponGift struct {
	Actor  mall.Actor // the sender
	Coupon mall.CouponID
	To     mall.MemberID
	Key    string
}

// SendCoupon gives a member's coupon to another member, as far as the policy of the mall's points lets
// members send each other what is worth something: whether they may at all, how old a membership
// must be, how many times a day, how long what came in must rest, and no debts. The coupon keeps
// its end. Refusals: INVALID_INPUT, NOT_FOUND (the coupon, the receiver), INVALID_STATE, EXPIRED,
// NOT_AVAILABLE, NOT_ELIGIBLE, LIMIT_EXCEEDED, ACCOUNT_IN_DEBT, IDEMPOTENCY_CONFLICT.
func (s *Service) SendCoupon(ctx context.Context, g CouponGift) (*ent.Coupon, error) {
	return handing.Do(ctx, s.handing, g)
}

var handing = &store.UseCase[*post, CouponGift, *ent.Coupon]{
	Check: CouponGift.check, Want: CouponGift.want, Decide: CouponGift.decide,
	Repeats: &store.ByRecord[*post, CouponGift, *ent.Coupon]{
		Key: CouponGift.key, Fingerprint: CouponGift.fingerprint, Result: func(c *ent.Coupon) string { return c.ID.String() },
		Find: func(ctx context.Context, tx *store.Tx, g CouponGift, _ string) (*ent.Coupon, error) {
			return tx.Ent().Coupon.Get(ctx, g.Coupon)
		},
	},
}

func (g CouponGift) check() *mall.Error {
	if g.To == g.Actor.MemberID {
		return mall.Errorf(mall.CodeInvalidInput, "a coupon cannot be sent to oneself", "不能转赠给自己").At("toMemberId")
	}
	return nil
}

func (g CouponGift) key() store.Key {
	return store.Key{Actor: g.Actor.Ref(), Operation: "sendCoupon", Key: g.Key}
}

func (g CouponGift) fingerprint() string { return mall.Fingerprint([]any{g.Coupon, g.To}) }

func (g CouponGift) want(d *post) {
	for _, m := range []mall.MemberID{g.Actor.MemberID, g.To} {
		if !slices.Contains(d.members, m) {
			d.members = append(d.members, m)
		}
	}
	if !slices.Contains(d.wanted, g.Coupon) {
		d.wanted = append(d.wanted, g.Coupon)
	}
}

func (g CouponGift) decide(d *post) (*ent.Coupon, *mall.Error) {
	from, ok := d.book.Account(g.Actor.MemberID)
	if !ok {
		return nil, mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	}
	if _, ok := d.book.Account(g.To); !ok {
		return nil, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("toMemberId")
	}
	h := d.coupons.Find(g.Coupon)
	who := coupon.User{Member: g.Actor.MemberID, Rank: anyRank}
	if refusal := h.Refuse(who, d.now, d.settings.Zone); refusal != nil {
		return nil, refusal.At("couponId")
	}
	if refusal := d.maySend(from, h); refusal != nil {
		return nil, refusal
	}
	d.coupons.Send(h, g.To, g.Actor)
	d.sent[g.Actor.MemberID]++
	return h.Row(), nil
}

// maySend applies the policy of the mall's own points.
func (d *post) maySend(from *ledger.Account, h *coupon.Held) *mall.Error {
	p := d.policies[mall.DefaultPoints].Transfer
	switch {
	case !p.Allowed:
		return mall.Errorf(mall.CodeNotAvailable, "this mall does not let members send coupons", "本商城未开放优惠券转赠")
	case from.Debt() > 0:
		return mall.Errorf(mall.CodeAccountInDebt, "the account owes %s; earn that before you send any coupon", "账户欠 %d 积分，补足后方可转赠", mall.Count(from.Debt(), "point"))
	case d.now.Sub(from.OpenedAt()) < time.Duration(p.MinAgeDays)*24*time.Hour:
		return mall.Errorf(mall.CodeNotEligible, "members may send coupons %s after joining", "入会满 %d 天后方可转赠优惠券", mall.Count(p.MinAgeDays, "day"))
	case p.DayCount > 0 && d.sent[*h.Member] >= p.DayCount:
		refusal := mall.Errorf(mall.CodeLimitExceeded, "a member may send at most %s a day", "每位会员每天最多转赠 %d 张优惠券", mall.Count(p.DayCount, "coupon"))
		refusal.Figures.Limit = int64(p.DayCount)
		return refusal
	case d.now.Sub(h.Given()) < time.Duration(p.CoolDownHours)*time.Hour:
		return mall.Errorf(mall.CodeNotEligible, "a coupon can be sent on %s after it came in", "优惠券到账满 %d 小时后方可转赠", mall.Count(p.CoolDownHours, "hour")).At("couponId")
	}
	return nil
}

// post is the working set of one group of coupons that members send each other.
type post struct {
	bus      *event.Bus
	now      time.Time
	settings setting.Mall
	members  []mall.MemberID
	wanted   []mall.CouponID

	book     *ledger.Book
	coupons  *coupon.Sheet
	policies map[mall.PointsCurrency]mall.PointsPolicy
	// sent is how many coupons each member has sent today.
	sent map[mall.MemberID]int
}

func (s *Service) post() *post {
	return &post{bus: s.Bus, now: s.Clock(), settings: s.Settings.Current()}
}

// Load locks accounts, then coupons, and reads what the policy asks for.
func (d *post) Load(ctx context.Context, tx *store.Tx) (err error) {
	if d.book, err = ledger.Open(ctx, tx, d.now, d.settings.Zone, d.members); err != nil {
		return err
	}
	if d.coupons, err = coupon.Lock(ctx, tx, d.now, d.wanted); err != nil {
		return err
	}
	if d.policies, err = ledger.Policies(ctx, tx); err != nil {
		return err
	}
	today := mall.StartOfDay(mall.DateOf(d.now, d.settings.Zone), d.settings.Zone)
	d.sent, err = coupon.SentSince(ctx, tx, d.members, today)
	return err
}

// Save adds what has changed to the batch.
func (d *post) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	d.book.Save(batch)
	d.coupons.Save(batch)
	d.bus.Write(tx, batch, d.book.Signals()...)
	return nil
}
