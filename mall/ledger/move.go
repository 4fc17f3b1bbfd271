package ledger

import (
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// move is one change of points that somebody asks for, other than an exchange or an
// earning: an adjustment, a hold, a refund, a transfer, a donation. All of them run in
// one group, whatever they are.
type move interface {
	// check refuses what makes no sense whatever is stored.
	check() *mall.Error
	// key is the idempotency key with its actor and operation.
	key() store.Key
	fingerprint() string
	// want says what must be loaded before the move is decided.
	want(w *wants)
	// decide serves the move against the working set and names what it made. What it
	// refuses has changed nothing.
	decide(d *desk) (result string, refusal *mall.Error)
}

// Holder is whose points of which currency an account keeps.
type Holder struct {
	Member   mall.MemberID
	Currency mall.PointsCurrency
}

// wants is what a group of moves needs.
type wants struct {
	// points says which accounts to lock, and how many points each needs to have so
	// that every move can be decided.
	points   map[Holder]mall.Points
	holds    []mall.HoldID
	entries  []mall.EntryID
	requests []mall.AdjustmentRequestID
	causes   []mall.CauseID
	// traffic says whose transfers are counted.
	traffic []Holder
}

// account asks for an account that is to spend points.
func (w *wants) account(m mall.MemberID, c mall.PointsCurrency, spends mall.Points) {
	h := Holder{m, c}
	w.points[h] = min(w.points[h]+min(max(spends, 0), mall.MaxPoints), mall.MaxPoints)
}

// desk is the working set of one group of moves: what was loaded, and what the moves
// decided so far have made of it.
type desk struct {
	now      time.Time
	zone     *time.Location
	books    map[mall.PointsCurrency]*Book
	policies map[mall.PointsCurrency]mall.PointsPolicy
	holds    map[mall.HoldID]*ent.Hold
	entries  map[mall.EntryID]*spent
	requests map[mall.AdjustmentRequestID]*ent.AdjustmentRequest
	causes   map[mall.CauseID]*ent.Cause
	traffic  map[Holder]*Traffic

	newHolds     []*ent.Hold
	endedHolds   []*ent.Hold
	newRequests  []*ent.AdjustmentRequest
	decided      []*ent.AdjustmentRequest
	newTransfers []*ent.Transfer
	signals      []mall.Signal
}

// spent is an entry that took points, with what was given back of it.
type spent struct {
	*ent.Entry
	member   mall.MemberID
	returned mall.Points
}

// account is the account that a move is about, with the policy of its currency.
func (d *desk) account(m mall.MemberID, c mall.PointsCurrency) (*Account, mall.PointsPolicy, *mall.Error) {
	policy, ok := d.policies[c]
	if !ok {
		return nil, policy, mall.Errorf(mall.CodeNotFound, "no such points currency: %s", "积分种类不存在:%s", c).At("currency")
	}
	book := d.books[c]
	if book == nil {
		return nil, policy, noMember()
	}
	account, ok := book.Account(m)
	if !ok {
		return nil, policy, noMember()
	}
	return account, policy, nil
}

func noMember() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在")
}

// changed tells that a member's account has changed.
func (d *desk) changed(m mall.MemberID) {
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: m.UUID()})
}

// currencyOr is the currency that a caller named, or the mall's only one.
func currencyOr(c mall.PointsCurrency) mall.PointsCurrency {
	if c == "" {
		return mall.DefaultPoints
	}
	return c
}

// checkReason refuses a reason that says nothing, or too much.
func checkReason(reason string) *mall.Error {
	if reason == "" || len(reason) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	}
	return nil
}

// checkPoints refuses amounts that are none.
func checkPoints(points mall.Points) *mall.Error {
	if points <= 0 {
		return mall.Errorf(mall.CodeInvalidInput, "points must be at least 1", "积分须大于 0").At("points")
	}
	return nil
}
