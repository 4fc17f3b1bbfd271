package earning_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/referral"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// joins signs a member up, and has tills know them by their login.
func joins(ctx context.Context, t *testing.T, m *malltest.Mall, login, code, device string) *ent.Member {
	t.Helper()
	tokens, err := m.Access.SignUp(ctx, access.SignUp{Login: login, Password: "a long password", DisplayName: login, ReferralCode: code, DeviceID: device})
	require.NoError(t, err)
	m.Update(t, func(c *ent.Client) error {
		return c.Member.UpdateOneID(tokens.Member.ID).SetExternalRef(login).Exec(ctx)
	})
	tokens.Member.ExternalRef = &login
	return tokens.Member
}

func codeOf(t *testing.T, m *malltest.Mall, who mall.MemberID) string {
	t.Helper()
	code, err := m.Members.ReferralCode(t.Context(), who)
	require.NoError(t, err)
	require.Len(t, code, 10)
	return code
}

// pays records a purchase.
func pays(t *testing.T, m *malltest.Mall, who *ent.Member, number string, fen int64, edit ...func(*earning.Purchase)) {
	t.Helper()
	p := bought(*who.ExternalRef, number, yuan(fen))
	p.OccurredAt = m.Clock.Now()
	for _, f := range edit {
		f(&p)
	}
	_, err := m.Earning.RecordPurchase(t.Context(), p)
	require.NoError(t, err)
}

// outcome is what became of an invitation: its status, or why it was refused.
func outcome(t *testing.T, m *malltest.Mall, invitee *ent.Member) string {
	t.Helper()
	r, err := m.DB.Ent().Referral.Query().Where(referral.InviteeID(invitee.ID)).Only(t.Context())
	require.NoError(t, err)
	if r.Reason != nil {
		return string(*r.Reason)
	}
	return string(r.Status)
}

// invites opens a mall whose referrals pay 100, and 30 to the invitee.
func invites(t *testing.T, settings map[string]string, f func(t *testing.T, m *malltest.Mall)) {
	t.Helper()
	malltest.Each(t, func(t *testing.T, url string) {
		m := malltest.Open(t, url)
		for name, value := range settings {
			set(t, m, name, value)
		}
		activate(t, m, gives("referral", mall.TriggerReferral, 100), gives("invited", mall.TriggerSignUp, 30, func(d *rule.Definition) { d.Condition = "event.attributes.referred == true" }))
		f(t, malltest.Open(t, url))
	})
}

func TestReferralByPurchase(t *testing.T) {
	invites(t, map[string]string{"referral_minimum": "50"}, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		own := codeOf(t, m, who.ID)
		assert.Equal(t, own, codeOf(t, m, who.ID), "it stays")
		_, err := m.Access.SignUp(t.Context(), access.SignUp{Login: "xavier", Password: "a long password", DisplayName: "X", ReferralCode: "NONE"})
		assert.Equal(t, mall.CodeNotFound, code(err))

		carol, dave := joins(t.Context(), t, m, "carol", strings.ToLower(own[:5])+"-"+own[5:], ""), joins(t.Context(), t, m, "dave", "", "")
		assert.EqualValues(t, 30, m.Available(carol.ID), "the invitee's own bonus")
		assert.Zero(t, m.Available(dave.ID))
		pays(t, m, dave, "d", 500_00)
		pays(t, m, carol, "1", 49_99)
		assert.Zero(t, m.Available(who.ID))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		m.Clock.Set(m.Clock.Now().Add(3 * day))
		late := func(p *earning.Purchase) { p.OccurredAt = p.OccurredAt.Add(-48 * time.Hour) }
		for range 2 {
			pays(t, m, carol, "2", 50_00, late)
		}
		pays(t, m, carol, "3", 500_00)
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.Equal(t, "REWARDED", outcome(t, m, carol))
	})
}

func TestReferralBySignUp(t *testing.T) {
	invites(t, map[string]string{"referral_qualifies": "SIGN_UP"}, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		assert.EqualValues(t, 100, m.Available(who.ID))
		pays(t, m, carol, "1", 50_00)
		assert.EqualValues(t, 100, m.Available(who.ID))
	})
}

// Many tills report an invitee's first purchases at once, in both directions; each
// referral pays once.
func TestReferralUnderFire(t *testing.T) {
	invites(t, nil, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		joins(t.Context(), t, m, "dave", codeOf(t, m, carol.ID), "")
		var wg sync.WaitGroup
		for i := range 50 {
			for _, buyer := range []string{"carol", "dave", *who.ExternalRef} {
				wg.Go(func() {
					_, err := m.Earning.RecordPurchase(t.Context(), bought(buyer, fmt.Sprint(buyer, i), yuan(1_00)))
					assert.NoError(t, err)
				})
			}
		}
		wg.Wait()
		assert.EqualValues(t, 100+50, m.Available(who.ID))
		assert.EqualValues(t, 30+100+50, m.Available(carol.ID))
	})
}

func TestReferralFraud(t *testing.T) {
	invites(t, map[string]string{"referral_day_limit": "3", "referral_source_limit": "2"}, func(t *testing.T, m *malltest.Mall) {
		from := func(address string) context.Context {
			return mall.WithAddress(t.Context(), netip.MustParseAddr(address))
		}
		who := joins(from("10.0.0.1"), t, m, "who", "", "phone")
		own := codeOf(t, m, who.ID)
		n := 0
		invited := func(address, device string, edit ...func(*earning.Purchase)) string {
			n++
			invitee := joins(from(address), t, m, fmt.Sprint("invitee-", n), own, device)
			pays(t, m, invitee, fmt.Sprint(n), 10_00, edit...)
			return outcome(t, m, invitee)
		}
		card := func(p *earning.Purchase) { p.Payment = "card-1" }
		pays(t, m, who, "own", 10_00, card)
		assert.Equal(t, "SAME_DEVICE", invited("10.0.0.2", "phone"))
		assert.Equal(t, "SAME_ADDRESS", invited("10.0.0.1", "other"))
		assert.Equal(t, "SAME_PAYMENT", invited("10.0.0.3", "third", card))
		assert.Equal(t, "REWARDED", invited("10.0.1.1", "a"))
		assert.Equal(t, "REWARDED", invited("10.0.1.1", "b"))
		assert.Equal(t, "ADDRESS_LIMIT", invited("10.0.1.1", "c"))
		assert.Equal(t, "REWARDED", invited("10.0.1.2", "b"))
		assert.Equal(t, "DAY_LIMIT", invited("10.0.1.3", "d"))
		m.Clock.Set(m.Clock.Now().Add(day))
		assert.Equal(t, "DEVICE_LIMIT", invited("10.0.1.4", "b"))
		assert.Equal(t, "REWARDED", invited("10.0.1.5", "e"), "a new day")
		assert.EqualValues(t, 10+4*100, m.Available(who.ID))
	})
}

// The limit of one device holds for invitees of different members at once.
func TestSourceLimitUnderFire(t *testing.T) {
	invites(t, map[string]string{"referral_source_limit": "2"}, func(t *testing.T, m *malltest.Mall) {
		var invitees []*ent.Member
		for i := range 8 {
			invitees = append(invitees, joins(t.Context(), t, m, fmt.Sprint("farmed-", i), codeOf(t, m, m.Member("normal").ID), "farm"))
		}
		var wg sync.WaitGroup
		for _, invitee := range invitees {
			wg.Go(func() {
				_, err := m.Earning.RecordPurchase(t.Context(), bought(*invitee.ExternalRef, *invitee.ExternalRef, yuan(1_00)))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		rewarded, err := m.DB.Ent().Referral.Query().Where(referral.StatusEQ(mall.ReferralRewarded)).Count(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, rewarded)
	})
}
