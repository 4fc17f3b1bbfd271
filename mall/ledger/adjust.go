package ledger

import (
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Adjustment is a change that staff make by hand.
type Adjustment struct {
	Actor  mall.Actor
	Member mall.MemberID
	// Points are added when positive, taken when negative.
	Points mall.Points
	// Reason is shown to the member.
	Reason string
	// ExpiresAt ends the life of points that are added; nil: never.
	ExpiresAt *time.Time
	Key       string
}

// Adjusted is the entry that an adjustment posted.
type Adjusted struct{ Entry mall.EntryID }

const adjustOperation = "adjustPoints"

func (a Adjustment) check() *mall.Error {
	reason := strings.TrimSpace(a.Reason)
	switch {
	case a.Points == 0:
		return mall.Errorf(mall.InvalidInput, "points must not be 0", "积分不能为 0").At("points")
	case reason == "" || len(reason) > 500:
		return mall.Errorf(mall.InvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	case a.ExpiresAt != nil && a.Points < 0:
		return mall.Errorf(mall.InvalidInput, "expiresAt goes with points that are added", "仅增加积分时可设置 expiresAt").At("expiresAt")
	}
	return mall.CheckKey(a.Key)
}

func (a Adjustment) key() store.Key {
	return store.Key{Actor: a.Actor.Ref(), Operation: adjustOperation, Key: a.Key}
}

func (a Adjustment) fingerprint() string {
	return mall.Fingerprint([]any{a.Member, a.Points, a.Reason, a.ExpiresAt})
}

// adjust decides one adjustment.
func (b *Book) adjust(a Adjustment, before store.Record, repeated bool, now time.Time) (Adjusted, *mall.Error) {
	if repeated {
		entry, ok := mall.AnyID(before.Result).Entry()
		if !ok || before.Fingerprint != a.fingerprint() {
			return Adjusted{}, mall.KeyConflict()
		}
		return Adjusted{entry}, nil
	}
	if a.ExpiresAt != nil && !a.ExpiresAt.After(now) { // a repetition may come later than that
		return Adjusted{}, mall.Errorf(mall.InvalidInput, "expiresAt lies in the past", "expiresAt 早于当前时间").At("expiresAt")
	}
	account, ok := b.Account(a.Member)
	if !ok {
		return Adjusted{}, mall.Errorf(mall.NotFound, "no such member", "会员不存在").At("memberId")
	}
	reason := strings.TrimSpace(a.Reason)
	cause := Cause{Reason: &mall.Text{EN: reason, ZH: reason}}
	if a.Points > 0 {
		if !account.CanHold(mall.Adjust, a.Points) {
			return Adjusted{}, mall.Errorf(mall.InvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
		}
		return Adjusted{account.Grant(mall.Adjust, a.Points, Terms{EarnedAt: now, UsableFrom: now, ExpiresAt: a.ExpiresAt}, cause)}, nil
	}
	entry, refusal := account.Spend(mall.Adjust, -a.Points, cause)
	if refusal != nil {
		return Adjusted{}, refusal.At("points")
	}
	return Adjusted{entry}, nil
}
