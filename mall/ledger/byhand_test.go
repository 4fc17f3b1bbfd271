package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// limited is a mall in which one member of staff may change 100 points of a member a day.
func limited(t *testing.T, f func(t *testing.T, m *malltest.Mall, id mall.MemberID, hands hands)) {
	t.Helper()
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.AdjustmentLimit = new(mall.Points(100)) })
		require.NoError(t, err)
		id := m.Member("normal", malltest.Lot{Points: 1_000_000}).ID
		f(t, m, id, hands{t, m, id})
	})
}

// hands do what staff and partners do by hand to one member's points.
type hands struct {
	t  *testing.T
	m  *malltest.Mall
	id mall.MemberID
}

func (h hands) hold(actor mall.Actor, points mall.Points, key string) *ent.Hold {
	row, err := h.m.Ledger.Hold(h.t.Context(), ledger.NewHold{Actor: actor, Member: h.id, Points: points, Reason: "a deposit", Key: key})
	require.NoError(h.t, err)
	return row
}

func (h hands) capture(actor mall.Actor, of *ent.Hold, points mall.Points, key string) error {
	_, err := h.m.Ledger.EndHold(h.t.Context(), ledger.HoldEnd{Actor: actor, Hold: of.ID, Capture: true, Points: points, Key: key})
	return err
}

func (h hands) refund(actor mall.Actor, of mall.EntryID, points mall.Points, key string) error {
	_, err := h.m.Ledger.Refund(h.t.Context(), ledger.PointsRefund{Actor: actor, Entry: of, Points: points, Reason: "goodwill", Key: key})
	return err
}

func (h hands) adjust(points mall.Points, key string) ledger.Adjusted {
	got, err := h.m.Ledger.Adjust(h.t.Context(), ledger.Adjustment{Actor: admin, Member: h.id, Points: points, Reason: "goodwill", Key: key})
	require.NoError(h.t, err)
	return got
}

// refusedByHand expects a refusal that says how many are left and what to do instead.
func refusedByHand(t *testing.T, err error, left int64) {
	t.Helper()
	refused := refusal(t, err)
	assert.Equal(t, mall.CodeLimitExceeded, refused.Code)
	assert.Equal(t, mall.Figures{Limit: 100, Left: left}, refused.Figures)
	assert.Equal(t, []string{"points"}, refused.Path)
	assert.Contains(t, refused.Text.EN, fmt.Sprintf("100 points of a member's points a day, of which %d are left; ask for it with adjustPoints", left))
	assert.Contains(t, refused.Text.ZH, "请改用 adjustPoints 提交")
}

// A hold that staff capture takes points as an adjustment does, and passes no second one's word.
func TestHoldsThatStaffCaptureCountWithTheirAdjustments(t *testing.T) {
	limited(t, func(t *testing.T, m *malltest.Mall, id mall.MemberID, h hands) {
		big := h.hold(admin, 1_000_000, "big")
		refusedByHand(t, h.capture(admin, big, 0, "all"), 100)
		assert.Zero(t, m.Available(id), "the hold stays")
		require.NoError(t, h.capture(admin, big, 60, "some"))
		require.NoError(t, h.capture(admin, big, 60, "some"), "the same key again takes nothing more")
		assert.EqualValues(t, 999_940, m.Available(id))

		assert.NotNil(t, h.adjust(-41, "above").Request, "60 and 41 are more than one may")
		assert.NotNil(t, h.adjust(-30, "within").Entry)
		more := h.hold(admin, 11, "more")
		refusedByHand(t, h.capture(admin, more, 0, "eleven"), 10)
		m.Clock.Set(m.Clock.Now().Add(20 * time.Minute))
		require.NoError(t, h.capture(admin, more, 10, "ten"))

		m.Clock.Set(m.Clock.Now().Add(24 * time.Hour))
		require.NoError(t, h.capture(admin, h.hold(admin, 100, "tomorrow"), 0, "tomorrow"), "another day")
	})
}

// Points that staff give back without an order count, too.
func TestPointsThatStaffGiveBackCountWithTheirAdjustments(t *testing.T) {
	limited(t, func(t *testing.T, m *malltest.Mall, id mall.MemberID, h hands) {
		partner := mall.Actor{Kind: mall.ActorPartner, PartnerID: mall.NewPartnerID(), Permissions: []mall.Permission{mall.PermissionPoints}}
		require.NoError(t, h.capture(partner, h.hold(partner, 5000, "stay"), 0, "stay"), "a partner's own holds are its business")
		b, err := m.Ledger.Balance(t.Context(), id)
		require.NoError(t, err)
		entries, err := m.Ledger.Entries(t.Context(), b.AccountID, ledger.Page{Limit: 1})
		require.NoError(t, err)
		require.Equal(t, mall.EntrySpend, entries[0].Kind)
		refusedByHand(t, h.refund(admin, entries[0].ID, 0, "all"), 100)
		require.NoError(t, h.refund(admin, entries[0].ID, 80, "some"))
		refusedByHand(t, h.refund(admin, entries[0].ID, 21, "more"), 20)
		assert.NotNil(t, h.adjust(21, "above").Request)
		assert.NotNil(t, h.adjust(20, "within").Entry)
	})
}

// However many are asked for at once: together they take what one may.
func TestCapturesAtOncePassNoLimit(t *testing.T) {
	limited(t, func(t *testing.T, _ *malltest.Mall, _ mall.MemberID, h hands) {
		holds := make([]*ent.Hold, 12)
		for i := range holds {
			holds[i] = h.hold(admin, 30, fmt.Sprint(i))
		}
		done := make(chan error, len(holds))
		for i, row := range holds {
			go func() { done <- h.capture(admin, row, 0, fmt.Sprint(i)) }()
		}
		taken := 0
		for range holds {
			if err := <-done; err == nil {
				taken++
			} else {
				assert.Equal(t, mall.CodeLimitExceeded, refusal(t, err).Code)
			}
		}
		assert.Equal(t, 3, taken)
	})
}
