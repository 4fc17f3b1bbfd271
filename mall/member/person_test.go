package member_test

import (
	"context"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// refused fails the test unless err is a refusal with a code, in both languages.
func refused(t *testing.T, err error, code mall.ErrorCode) {
	t.Helper()
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, code, refusal.Code, refusal.Text.EN)
	assert.NotEmpty(t, refusal.Text.EN)
	assert.NotEmpty(t, refusal.Text.ZH)
}

func TestSomebodyIsAYearOlderOnTheirBirthday(t *testing.T) {
	born := mall.NewDate(2008, time.November, 29)
	leap := mall.NewDate(2008, time.February, 29)
	for _, c := range []struct {
		born, on mall.Date
		age      int
	}{
		{born, mall.NewDate(2026, time.November, 28), 17}, {born, mall.NewDate(2026, time.November, 29), 18}, {born, mall.NewDate(2026, time.December, 1), 18},
		{leap, mall.NewDate(2026, time.February, 28), 17}, {leap, mall.NewDate(2026, time.March, 1), 18}, {born, born, 0},
	} {
		assert.Equal(t, c.age, member.Age(c.born, c.on), "%s on %s", c.born, c.on)
		assert.Equal(t, c.age < 18, member.IsMinor(&c.born, 18, c.on))
	}
	assert.False(t, member.IsMinor(nil, 18, born), "who has not said is not known to be one")
	assert.False(t, member.IsMinor(&born, 0, born), "a mall may not ask")
}

func TestAProfileChangesByVersionAndABirthdayOnceAYear(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal")
		change := func(version int, c member.PersonChange) error {
			_, err := m.Members.ChangePerson(ctx, who.ID, version, c, malltest.Zone)
			return err
		}
		woman := new(mall.GenderFemale)
		day := mall.NewDate(1990, time.May, 1)
		require.NoError(t, change(1, member.PersonChange{DisplayName: new(" 李雷 "), Birthday: &day, Gender: &woman}))
		refused(t, change(1, member.PersonChange{DisplayName: new("Late")}), mall.CodeVersionConflict)
		now, err := m.Members.Get(ctx, who.ID)
		require.NoError(t, err)
		assert.Equal(t, "李雷", now.DisplayName)
		assert.Equal(t, day, *now.Birthday)
		assert.Equal(t, mall.GenderFemale, *now.Gender)
		found, err := m.Members.List(ctx, member.Query{Search: "李雷", Limit: 5})
		require.NoError(t, err)
		assert.Len(t, found, 1, "staff find the new name")

		other := mall.NewDate(1991, time.May, 1)
		refused(t, change(2, member.PersonChange{Birthday: &other}), mall.CodeNotAvailable)
		require.NoError(t, change(2, member.PersonChange{Birthday: &day}), "the same is no change")
		var none *mall.Gender
		require.NoError(t, change(3, member.PersonChange{Gender: &none}))
		m.Clock.Set(m.Clock.Now().AddDate(1, 0, 0))
		require.NoError(t, change(4, member.PersonChange{Birthday: &other}))
		for _, bad := range []mall.Date{mall.NewDate(1899, time.December, 31), mall.DateOf(m.Clock.Now(), malltest.Zone).AddDays(1)} {
			refused(t, change(5, member.PersonChange{Birthday: &bad}), mall.CodeInvalidInput)
		}
		refused(t, change(5, member.PersonChange{DisplayName: new("  ")}), mall.CodeInvalidInput)
		now, err = m.Members.Get(ctx, who.ID)
		require.NoError(t, err)
		assert.Nil(t, now.Gender)
		assert.Equal(t, 5, now.Version)
	})
}

func TestTheNewestWordOnAPurposeCounts(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal")
		say := func(purpose, version string, given bool) {
			require.NoError(t, m.Members.SetConsent(ctx, who.ID, purpose, version, given))
		}
		say("marketing-sms", "1", true)
		say("privacy", "2026-01", true)
		say("marketing-sms", "1", true)
		say("marketing-sms", "2", false)
		refused(t, m.Members.SetConsent(ctx, who.ID, "Marketing SMS", "1", true), mall.CodeInvalidInput)
		refused(t, m.Members.SetConsent(ctx, who.ID, "privacy", "", true), mall.CodeInvalidInput)
		words, err := m.Members.Consents(ctx, []mall.MemberID{who.ID})
		require.NoError(t, err)
		require.Len(t, words[who.ID], 2)
		assert.Equal(t, "marketing-sms", words[who.ID][0].Purpose)
		assert.False(t, words[who.ID][0].Given)
		assert.Equal(t, "2", words[who.ID][0].Version)
		n, err := m.DB.Ent().Consent.Query().Count(ctx)
		require.NoError(t, err)
		assert.Equal(t, 3, n, "what was said stays, and a repeat adds nothing")
	})
}

func TestACardIsReadWhileItIsShown(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal")
		card, err := m.Members.CardOf(ctx, who.ID, m.Vault)
		require.NoError(t, err)
		assert.Len(t, card.Code, 22)
		read := func(code string) error {
			found, err := m.Members.ByCard(ctx, code, m.Vault)
			if err == nil {
				assert.Equal(t, who.ID, found.ID)
			}
			return err
		}
		require.NoError(t, read(card.Code))
		require.NoError(t, read(card.Code[:11]+" "+card.Code[11:]), "as people read it aloud")
		refused(t, read(card.Code[:21]+string('0'+(card.Code[21]-'0'+1)%10)), mall.CodeNotFound)
		refused(t, read(card.Number), mall.CodeNotFound)
		m.Clock.Set(card.ExpiresAt)
		require.NoError(t, read(card.Code), "a slow till")
		next, err := m.Members.CardOf(ctx, who.ID, m.Vault)
		require.NoError(t, err)
		assert.NotEqual(t, card.Code, next.Code)
		assert.Equal(t, card.Number, next.Number)
		m.Clock.Set(card.ExpiresAt.Add(time.Minute))
		refused(t, read(card.Code), mall.CodeNotFound)
	})
}

func TestWhoHasNoNumberForTillsGetsTheCards(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal")
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.Ent().Member.UpdateOneID(who.ID).ClearExternalRef().Exec(ctx)
		}))
		cards := make(chan string, 4)
		for range cap(cards) {
			go func() {
				card, err := m.Members.CardOf(ctx, who.ID, m.Vault)
				assert.NoError(t, err)
				cards <- card.Number
			}()
		}
		number := <-cards
		for range cap(cards) - 1 {
			assert.Equal(t, number, <-cards, "several calls at once make one number")
		}
		found, err := m.Members.ByRef(ctx, number)
		require.NoError(t, err)
		assert.Equal(t, who.ID, found.ID)
	})
}

func TestCardsAreDrawnAsWellFormedPictures(t *testing.T) {
	for name, draw := range map[string]func(string) (string, error){"QR": member.QR, "Code 128": member.Code128} {
		svg, err := draw("2912345678901287654321")
		require.NoError(t, err, name)
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err = decoder.Token(); err != nil {
				break
			}
		}
		assert.EqualError(t, err, "EOF", name)
		assert.Less(t, len(svg), 20_000, name)
		assert.NotContains(t, svg, "script", name)
	}
}

func TestWhoIsFrozenIsToldWhy(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal")
		staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}
		_, err := m.Members.Freeze(ctx, staff, who.ID, 1, " ")
		refused(t, err, mall.CodeInvalidInput)
		frozen, err := m.Members.Freeze(ctx, staff, who.ID, 1, "Points of a stolen card")
		require.NoError(t, err)
		assert.Equal(t, "Points of a stolen card", *frozen.FrozenReason)
		_, err = m.Members.Freeze(ctx, staff, who.ID, 2, "Again")
		refused(t, err, mall.CodeInvalidState)
		_, err = m.Members.Unfreeze(ctx, who.ID, 1)
		refused(t, err, mall.CodeVersionConflict)
		free, err := m.Members.Unfreeze(ctx, who.ID, 2)
		require.NoError(t, err)
		assert.Nil(t, free.FrozenReason)
		_, err = m.Members.Unfreeze(ctx, who.ID, 3)
		refused(t, err, mall.CodeInvalidState)
	})
}
