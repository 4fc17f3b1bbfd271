package access_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/ent/message"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/notice"
	"pointsmall/mall/notice/sms"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// phones are the text messages that a mall sends.
type phones struct {
	*gateway.SMS
	m *malltest.Mall
	t *testing.T
}

func newPhones(t *testing.T, m *malltest.Mall) *phones {
	t.Helper()
	aliyun := gateway.NewSMS(map[string][]string{"SMS_1": {"code", "minutes"}})
	served := httptest.NewServer(aliyun)
	t.Cleanup(served.Close)
	m.Notices.Know(mall.MessageSMS, sms.Channel{Gateway: served.URL})
	s := sms.Settings{Provider: sms.Aliyun, AccessKeyID: aliyun.KeyID, SignName: aliyun.SignName, Templates: map[notice.Purpose]string{
		notice.PurposeSignIn: "SMS_1", notice.PurposeContact: "SMS_1", notice.PurposePassword: "SMS_1",
	}}
	_, err := m.Notices.Update(t.Context(), mall.Actor{Kind: mall.ActorSystem}, mall.MessageSMS, notice.Change{Settings: s.Encode(), Secret: &aliyun.Secret})
	require.NoError(t, err)
	return &phones{aliyun, m, t}
}

func phone(n int) mall.Contact {
	return mall.Contact{Kind: mall.ContactPhone, Address: fmt.Sprintf("+86138001380%02d", n)}
}

// send has what is queued sent, and returns the texts that came of it.
func (p *phones) send() []gateway.Text {
	p.t.Helper()
	before := len(p.Sent())
	_, err := p.m.Notices.Jobs()[0].Run(p.t.Context(), false, nil)
	require.NoError(p.t, err)
	return p.Sent()[before:]
}

// code asks for a code and reads it.
func (p *phones) code(actor mall.Actor, purpose access.CodePurpose, c mall.Contact) string {
	p.t.Helper()
	_, err := p.m.Access.RequestCode(p.t.Context(), actor, purpose, c)
	require.NoError(p.t, err)
	sent := p.send()
	require.Len(p.t, sent, 1)
	require.Equal(p.t, c.Address, "+86"+sent[0].To)
	return sent[0].Values["code"]
}

// later moves the clock beyond what one has to wait between two codes.
func (p *phones) later() { p.m.Clock.Set(p.m.Clock.Now().Add(time.Minute)) }

// in signs the member of a contact in.
func (p *phones) in(c mall.Contact) (access.Tokens, mall.Actor) {
	p.t.Helper()
	p.later()
	tokens, err := p.m.Access.SignInByCode(p.t.Context(), c, p.code(mall.Actor{}, access.CodeSignIn, c), access.Arrival{})
	require.NoError(p.t, err)
	actor, err := p.m.Access.Authenticate(p.t.Context(), tokens.Access)
	require.NoError(p.t, err)
	return tokens, actor
}

var nobody mall.Actor

func TestACodeMakesAMemberWhoEarnsAndSignsThemInAgain(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		refused(t, second(m.Access.RequestCode(ctx, nobody, access.CodeSignIn, phone(1))), mall.CodeNotAvailable)
		p := newPhones(t, m)
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return rule.Create(ctx, tx, "test", m.Clock.Now(), &rule.Rule{Code: "welcome", Name: mall.Text{EN: "Welcome"}, Definition: rule.Definition{
				Trigger: mall.TriggerSignUp, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 100}},
			}})
		}))
		tokens, err := m.Access.SignInByCode(ctx, phone(1), p.code(nobody, access.CodeSignIn, phone(1)), access.Arrival{DisplayName: " Li ", DeviceID: "phone"})
		require.NoError(t, err)
		assert.True(t, tokens.New)
		assert.Equal(t, "Li", tokens.Member.DisplayName)
		assert.Equal(t, phone(1).Address, *tokens.Member.Phone)
		balance, err := m.Ledger.Balance(ctx, tokens.Member.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.Points(100), balance.Available, "as who signs up by a password")
		again, actor := p.in(phone(1))
		assert.False(t, again.New)
		assert.Equal(t, tokens.Member.ID, again.Member.ID)
		assert.Equal(t, tokens.Member.ID, actor.MemberID)
		other, _ := p.in(phone(2))
		assert.True(t, other.New)
		assert.NotContains(t, other.Member.DisplayName, "8001", "others see the name")
	})
}

func TestACodeIsGoodOnceOnTwoServersToo(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		p := newPhones(t, m)
		for round, known := range []bool{false, true} {
			if known {
				p.in(phone(round))
			}
			p.later()
			code := p.code(nobody, access.CodeSignIn, phone(round))
			servers := []*access.Service{m.Access, c.another()}
			var mu sync.Mutex
			var good int
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() {
					_, err := servers[i%2].SignInByCode(ctx, phone(round), code, access.Arrival{})
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						good++
					} else {
						refused(t, err, mall.CodeUnauthenticated, "code")
					}
				})
			}
			wg.Wait()
			assert.Equal(t, 1, good)
		}
		n, err := m.DB.Ent().Member.Query().Count(ctx)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
	})
}

func TestACodeEndsAfterFiveTriesAndFiveMinutes(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		try := func(c mall.Contact, code string) error {
			return second(m.Access.SignInByCode(ctx, c, code, access.Arrival{}))
		}
		code := p.code(nobody, access.CodeSignIn, phone(1))
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		refused(t, try(phone(2), code), mall.CodeUnauthenticated, "code") // it is another's
		for range 5 {
			refused(t, try(phone(1), wrong), mall.CodeUnauthenticated, "code")
		}
		refused(t, try(phone(1), code), mall.CodeUnauthenticated, "code")

		p.later()
		old := p.code(nobody, access.CodeSignIn, phone(1))
		p.later()
		code = p.code(nobody, access.CodeSignIn, phone(1))
		if old != code {
			refused(t, try(phone(1), old), mall.CodeUnauthenticated, "code") // the newest is good
		}
		m.Clock.Set(m.Clock.Now().Add(5 * time.Minute))
		refused(t, try(phone(1), code), mall.CodeUnauthenticated, "code")
		code = p.code(nobody, access.CodeSignIn, phone(1))
		m.Clock.Set(m.Clock.Now().Add(5*time.Minute - time.Second))
		require.NoError(t, try(phone(1), code[:3]+" "+code[3:]), "as people type it")
		rows, err := m.DB.Ent().OneTimeCode.Query().All(ctx)
		require.NoError(t, err)
		for _, row := range rows {
			assert.NotContains(t, row.String()+string(row.Hash)+row.ID, code)
			assert.NotContains(t, row.String(), "138001380")
		}
	})
}

func TestCodesAreBoundedANumberAnAddressAndAMinute(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		p := newPhones(t, m)
		ctx := mall.WithAddress(t.Context(), netip.MustParseAddr("192.0.2.7"))
		settings := m.Settings.Current()
		settings.Members.CodesPerContact, settings.Members.CodesPerAddress = 3, 4
		_, err := m.Settings.Update(ctx, mall.Actor{Kind: mall.ActorStaff, Permissions: []mall.Permission{mall.PermissionAll}}, settings.Version, func(now *setting.Mall) error {
			now.Members = settings.Members
			return nil
		})
		require.NoError(t, err)
		ask := func(n int) error { return second(m.Access.RequestCode(ctx, nobody, access.CodeSignIn, phone(n))) }
		require.NoError(t, ask(1))
		refused(t, ask(1), mall.CodeNotAvailable) // within a minute
		p.later()
		require.NoError(t, ask(1))
		p.later()
		require.NoError(t, ask(1))
		p.later()
		refused(t, ask(1), mall.CodeNotAvailable) // 3 a day to one number
		require.NoError(t, ask(2))
		p.later()
		refused(t, ask(3), mall.CodeNotAvailable) // 4 a day for one address
		m.Clock.Set(m.Clock.Now().Add(24 * time.Hour))
		require.NoError(t, ask(1))
		refused(t, second(m.Access.RequestCode(ctx, nobody, access.CodeContact, phone(1))), mall.CodeUnauthenticated, "purpose")
	})
}

func TestNobodyLearnsWhoIsAMember(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		p.in(phone(1))
		p.later()
		known, err := m.Access.RequestCode(ctx, nobody, access.CodePassword, phone(1))
		require.NoError(t, err)
		require.Len(t, p.send(), 1)
		unknown, err := m.Access.RequestCode(ctx, nobody, access.CodePassword, phone(2))
		require.NoError(t, err)
		assert.Equal(t, known, unknown)
		assert.Empty(t, p.send(), "nothing is sent to strangers")
		refused(t, second(m.Access.ResetMemberPassword(ctx, phone(2), "000000", password)), mall.CodeUnauthenticated, "code")
	})
}

func TestAContactIsProvenBeforeItIsAMembers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		// Somebody chose another person's number for a login: it signs that person in all the same.
		squatter, err := m.Access.SignUp(ctx, access.SignUp{Login: "13800138001", Password: password, DisplayName: "Squatter"})
		require.NoError(t, err)
		tokens, actor := p.in(phone(1))
		assert.NotEqual(t, squatter.Member.ID, tokens.Member.ID)
		p.later()
		owner, err := m.Access.ResetMemberPassword(ctx, phone(1), p.code(nobody, access.CodePassword, phone(1)), "the owner's own")
		require.NoError(t, err)
		assert.Equal(t, tokens.Member.ID, owner.Member.ID)
		in, err := m.Access.SignIn(ctx, "138-0013-8001", "the owner's own")
		require.NoError(t, err)
		assert.Equal(t, tokens.Member.ID, in.Member.ID)
		refused(t, second(m.Access.SignIn(ctx, "13800138001", password)), mall.CodeUnauthenticated, "login")
		refused(t, second(m.Access.SignUp(ctx, access.SignUp{Login: "+8613800138001", Password: password, DisplayName: "Other"})), mall.CodeInvalidInput, "login")

		// Another number, in place of the first.
		p.later()
		code := p.code(actor, access.CodeContact, phone(3))
		_, other := p.in(phone(4))
		refused(t, second(m.Access.ConfirmContact(ctx, other, phone(3), code)), mall.CodeUnauthenticated, "code") // it was sent for another member
		changed, err := m.Access.ConfirmContact(ctx, actor, phone(3), code)
		require.NoError(t, err)
		assert.Equal(t, phone(3).Address, *changed.Phone)
		p.later()
		refused(t, second(m.Access.ConfirmContact(ctx, other, phone(3), p.code(other, access.CodeContact, phone(3)))), mall.CodeInvalidState, "phone")
		p.later()
		code = p.code(actor, access.CodeContact, phone(3))
		refused(t, second(m.Access.RemoveContact(ctx, actor, mall.ContactPhone, code)), mall.CodeInvalidState) // the last way in
		refused(t, second(m.Access.RemoveContact(ctx, actor, mall.ContactEmail, code)), mall.CodeNotFound, "kind")
	})
}

func TestAnotherPasswordEndsSessionsByChoice(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		_, actor := p.in(phone(1))
		refused(t, second(m.Access.ChangePassword(ctx, actor, "none", "another one", true)), mall.CodeInvalidState, "currentPassword")
		p.later()
		tokens, err := m.Access.ResetMemberPassword(ctx, phone(1), p.code(nobody, access.CodePassword, phone(1)), password)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		actor, err = m.Access.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		other, _ := p.in(phone(1))
		refused(t, second(m.Access.ChangePassword(ctx, actor, "wrong password", "another one", true)), mall.CodeUnauthenticated, "currentPassword")
		refused(t, second(m.Access.ChangePassword(ctx, actor, password, "short", true)), mall.CodeInvalidInput, "newPassword")
		_, err = m.Access.ChangePassword(ctx, actor, password, "another one", false)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, other.Access)
		require.NoError(t, err, "it was not asked to end")
		_, err = m.Access.ChangePassword(ctx, actor, "another one", password, true)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, other.Access)
		require.ErrorIs(t, err, access.ErrBadToken)
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		require.NoError(t, err, "the one that called goes on")
		p.later()
		_, err = m.Access.ResetMemberPassword(ctx, phone(1), p.code(nobody, access.CodePassword, phone(1)), "yet another")
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		require.ErrorIs(t, err, access.ErrBadToken, "who forgot a password does not know who uses it")
	})
}

func TestTheDatabaseHasNoMessageInClear(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, p := t.Context(), newPhones(t, m)
		p.Fail("isv.BUSINESS_LIMIT_CONTROL")
		_, err := m.Access.RequestCode(ctx, nobody, access.CodeSignIn, phone(1))
		require.NoError(t, err)
		assert.Empty(t, p.send())
		row, err := m.DB.Ent().Message.Query().Where(message.StatusEQ(mall.MessagePending)).Only(ctx)
		require.NoError(t, err)
		assert.Equal(t, 1, row.Tries)
		assert.Contains(t, *row.Error, "isv.BUSINESS_LIMIT_CONTROL")
		assert.NotContains(t, string(*row.Sealed), "1380013")
		p.Fail("")
		assert.Empty(t, p.send(), "not at once")
		m.Clock.Set(m.Clock.Now().Add(5 * time.Second))
		require.Len(t, p.send(), 1)
		row, err = m.DB.Ent().Message.Get(ctx, row.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.MessageSent, row.Status)
		assert.Empty(t, *row.Sealed, "nothing of it is kept")
		p.later()
		p.Fail("isv.BUSINESS_LIMIT_CONTROL")
		_, err = m.Access.RequestCode(ctx, nobody, access.CodeSignIn, phone(1))
		require.NoError(t, err)
		p.send()
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		p.send()
		states, err := m.DB.Ent().Message.Query().Select(message.FieldStatus).Strings(ctx)
		require.NoError(t, err)
		slices.Sort(states)
		assert.Equal(t, []string{"EXPIRED", "SENT"}, states)
		assert.NotContains(t, logged.String(), p.Secret)
	})
}
