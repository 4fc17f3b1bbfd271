package access_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/notice"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// letters is a channel of mails that keeps them.
type letters struct{ got []notice.Outgoing }

func (*letters) Check([]byte) *mall.Error { return nil }

func (l *letters) Open([]byte, string) (notice.Sender, error) { return l, nil }

func (l *letters) Send(_ context.Context, m notice.Outgoing) error {
	l.got = append(l.got, m)
	return nil
}

func TestLinksOfStaffAreMailedAndThenShownToNobody(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		mails := &letters{}
		m.Notices.Know(mall.MessageMail, mails)
		m.Access.Links = access.Links{Console: "https://console.mall.test"}
		shown, _, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Zhou", Login: "zhou@mall.test"})
		require.NoError(t, err)
		assert.NotEmpty(t, shown, "the mall sends no mail yet")
		_, err = m.Notices.Update(ctx, owner, mall.MessageMail, notice.Change{Settings: []byte("{}")})
		require.NoError(t, err)
		shown, _, err = m.Access.Invite(ctx, owner, staff.Invitation{Name: "Desk", Login: "desk-1"})
		require.NoError(t, err)
		assert.NotEmpty(t, shown, "the login is no address")
		shown, _, err = m.Access.Invite(mall.WithLang(ctx, mall.LangZH), owner, staff.Invitation{Name: "Wu", Login: "wu@mall.test"})
		require.NoError(t, err)
		assert.Empty(t, shown)
		_, err = m.Notices.Jobs()[0].Run(ctx, false, nil)
		require.NoError(t, err)
		require.Len(t, mails.got, 1)
		assert.Equal(t, "wu@mall.test", mails.got[0].To)
		assert.Contains(t, mails.got[0].Text, "72 小时")
		_, after, _ := strings.Cut(mails.got[0].Text, "https://console.mall.test/invitation#")
		token, _, _ := strings.Cut(after, "\n")
		tokens, err := m.Access.AcceptInvitation(ctx, token, password)
		require.NoError(t, err)

		user := c.actor(tokens)
		shown, _, err = m.Access.MakePasswordReset(ctx, owner, user.StaffID)
		require.NoError(t, err)
		assert.Empty(t, shown)
		_, err = m.Notices.Jobs()[0].Run(ctx, false, nil)
		require.NoError(t, err)
		require.Len(t, mails.got, 2)
		_, after, _ = strings.Cut(mails.got[1].Text, "https://console.mall.test/password#")
		token, _, _ = strings.Cut(after, "\n")
		_, err = m.Access.ResetPassword(ctx, token, "another password")
		require.NoError(t, err)
		assert.NotContains(t, logged.String(), token)
	})
}

func TestWhoHasBegunToLeaveLeavesAfterAServerHasStopped(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		tokens, actor := p.in(phone(1))
		forget := m.Access.Leaving.Forget
		m.Access.Leaving.Forget = slices.Concat(forget, []func(context.Context, *store.Tx, mall.MemberID) error{func(context.Context, *store.Tx, mall.MemberID) error { return context.DeadlineExceeded }})
		code := p.code(actor, access.CodeContact, phone(1))
		require.NoError(t, m.Access.Leave(ctx, actor, access.Leave{Contact: new(phone(1)), Code: code}))
		half, err := m.Members.Get(ctx, tokens.Member.ID)
		require.NoError(t, err)
		assert.Nil(t, half.DeletedAt)
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		require.ErrorIs(t, err, access.ErrBadToken, "the sessions have ended")
		refused(t, second(m.Members.Unfreeze(ctx, half.ID, half.Version)), mall.CodeInvalidState, "memberId")
		m.Access.Leaving.Forget = forget
		n, err := m.Access.Jobs()[0].Run(ctx, false, nil)
		require.NoError(t, err)
		assert.Equal(t, 1, n)
		gone, err := m.Members.Get(ctx, half.ID)
		require.NoError(t, err)
		assert.NotNil(t, gone.DeletedAt)
		assert.Nil(t, gone.Phone)
		again, _ := p.in(phone(1))
		assert.True(t, again.New, "the number is free")
		assert.NotEqual(t, gone.ID, again.Member.ID)
	})
}
