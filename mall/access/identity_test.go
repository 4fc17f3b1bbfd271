package access_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/access/wechat"
	"pointsmall/mall/malltest"
)

// elsewhere are the providers by which members sign in.
type elsewhere struct {
	*mockoidc.MockOIDC
	WeChat *gateway.WeChatSignIn
	m      *malltest.Mall
	t      *testing.T
}

func newElsewhere(t *testing.T, m *malltest.Mall) *elsewhere {
	t.Helper()
	mock, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, mock.Shutdown()) })
	m.Access.MemberOpenID = openid.New(openid.Config{
		Issuer: mock.Issuer(), ClientID: mock.ClientID, ClientSecret: mock.ClientSecret, RedirectURL: "https://shop.mall.test/back",
	}, time.Now)
	w := gateway.NewWeChatSignIn()
	served := httptest.NewServer(w)
	t.Cleanup(served.Close)
	m.Access.WeChat = wechat.New(wechat.Config{
		MiniAppID: w.MiniApp, MiniSecret: w.MiniSecret, WebAppID: w.WebApp, WebSecret: w.WebSecret, WebRedirect: w.WebRedirect, Gateway: served.URL,
	})
	return &elsewhere{mock, w, m, t}
}

// visit has a browser go through a flow, and returns what the redirect brings back.
func (e *elsewhere) visit(actor mall.Actor, p mall.IdentityProvider, link bool) access.IdentityCode {
	e.t.Helper()
	to, ticket, err := e.m.Access.BeginIdentity(e.t.Context(), actor, p, link)
	require.NoError(e.t, err)
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.Get(to)
	require.NoError(e.t, err)
	require.NoError(e.t, answer.Body.Close())
	back, err := url.Parse(answer.Header.Get("Location"))
	require.NoError(e.t, err)
	require.Equal(e.t, "shop.mall.test", back.Host)
	return access.IdentityCode{Provider: p, Ticket: ticket, State: back.Query().Get("state"), Code: back.Query().Get("code")}
}

func (e *elsewhere) openID(actor mall.Actor, subject, email string, verified, link bool) access.IdentityCode {
	e.QueueUser(&mockoidc.MockUser{Subject: subject, Email: email, EmailVerified: verified})
	return e.visit(actor, mall.IdentityOpenID, link)
}

func (e *elsewhere) in(c access.IdentityCode) (access.Tokens, error) {
	return e.m.Access.SignInByIdentity(e.t.Context(), c, access.Arrival{})
}

func (e *elsewhere) actor(tokens access.Tokens) mall.Actor {
	e.t.Helper()
	actor, err := e.m.Access.Authenticate(e.t.Context(), tokens.Access)
	require.NoError(e.t, err)
	return actor
}

func TestAnOpenIDAccountMakesAMemberAndSignsThemInAgain(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		refused(t, third(m.Access.BeginIdentity(t.Context(), nobody, mall.IdentityOpenID, false)), mall.CodeNotAvailable, "provider")
		e := newElsewhere(t, m)
		first, err := e.in(e.openID(nobody, "li", "Li@mall.test", true, false))
		require.NoError(t, err)
		assert.True(t, first.New)
		assert.Equal(t, "li@mall.test", *first.Member.Email)
		again, err := e.in(e.openID(nobody, "li", "li@elsewhere.test", true, false))
		require.NoError(t, err)
		assert.Equal(t, first.Member.ID, again.Member.ID)
		assert.Equal(t, "li@mall.test", *again.Member.Email, "the provider does not change it")

		bad := e.openID(nobody, "li", "", false, false)
		bad.State = "another"
		refused(t, second(e.in(bad)), mall.CodeUnauthenticated, "code")
		linking := e.openID(e.actor(first), "wu", "", false, true)
		refused(t, second(e.in(linking)), mall.CodeExpired, "ticket") // a ticket to link signs nobody in
		late := e.openID(nobody, "li", "", false, false)
		m.Clock.Set(m.Clock.Now().Add(10 * time.Minute))
		refused(t, second(e.in(late)), mall.CodeExpired, "ticket")
	})
}

func TestAnAddressThatNobodyVerifiedTakesNoAccount(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		e := newElsewhere(t, m)
		owner, err := e.in(e.openID(nobody, "li", "li@mall.test", true, false))
		require.NoError(t, err)
		thief, err := e.in(e.openID(nobody, "thief", "li@mall.test", false, false))
		require.NoError(t, err)
		assert.NotEqual(t, owner.Member.ID, thief.Member.ID)
		assert.Nil(t, thief.Member.Email)
		// Even a provider that has verified it does not open an account that it was not linked with.
		refused(t, second(e.in(e.openID(nobody, "li's other", "li@mall.test", true, false))), mall.CodeInvalidState, "code")
		n, err := m.DB.Ent().Member.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, n)
	})
}

func TestWeChatSignsInByMiniProgramAndByPage(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		e := newElsewhere(t, m)
		mini := func(openID, unionID string) access.IdentityCode {
			return access.IdentityCode{Provider: mall.IdentityWeChatMini, Code: e.WeChat.Login(openID, unionID)}
		}
		code := mini("o-li", "u-li")
		first, err := e.in(code)
		require.NoError(t, err)
		assert.True(t, first.New)
		refused(t, second(e.in(code)), mall.CodeUnauthenticated, "code") // it was used
		again, err := e.in(mini("o-li", ""))
		require.NoError(t, err)
		assert.Equal(t, first.Member.ID, again.Member.ID)
		e.WeChat.Scan("w-li", "u-li")
		page, err := e.in(e.visit(nobody, mall.IdentityWeChatWeb, false))
		require.NoError(t, err)
		assert.Equal(t, first.Member.ID, page.Member.ID, "the same person in another app of the same owner")
		e.WeChat.Scan("w-wu", "u-wu")
		forged := e.visit(nobody, mall.IdentityWeChatWeb, false)
		forged.State = "another"
		refused(t, second(e.in(forged)), mall.CodeUnauthenticated, "code")
		refused(t, third(m.Access.BeginIdentity(t.Context(), nobody, mall.IdentityWeChatMini, false)), mall.CodeInvalidInput, "provider")
		e.WeChat.Down(true)
		refused(t, second(e.in(mini("o-li", ""))), mall.CodeNotAvailable)
		assert.NotContains(t, logged.String(), e.WeChat.MiniSecret)
	})
}

func TestAccountsAreLinkedOnceAndNeverTheLastWayIsTaken(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, e := t.Context(), newElsewhere(t, m)
		li, err := e.in(e.openID(nobody, "li", "", false, false))
		require.NoError(t, err)
		actor := e.actor(li)
		_, err = m.Access.LinkIdentity(ctx, actor, access.IdentityCode{Provider: mall.IdentityWeChatMini, Code: e.WeChat.Login("o-li", "u-li")})
		require.NoError(t, err)
		wu, err := e.in(e.openID(nobody, "wu", "", false, false))
		require.NoError(t, err)
		other := e.actor(wu)
		refused(t, second(m.Access.LinkIdentity(ctx, other, access.IdentityCode{Provider: mall.IdentityWeChatMini, Code: e.WeChat.Login("o-li", "u-li")})), mall.CodeInvalidState, "code")
		e.WeChat.Scan("w-li", "u-li")
		refused(t, second(m.Access.LinkIdentity(ctx, other, e.visit(other, mall.IdentityWeChatWeb, true))), mall.CodeInvalidState, "code") // the same person
		stolen := e.openID(actor, "li 2", "", false, true)
		refused(t, second(m.Access.LinkIdentity(ctx, other, stolen)), mall.CodeExpired, "ticket")

		has, err := m.Members.Identities(ctx, []mall.MemberID{actor.MemberID, other.MemberID})
		require.NoError(t, err)
		require.Len(t, has[actor.MemberID], 2)
		require.Len(t, has[other.MemberID], 1)
		refused(t, second(m.Access.UnlinkIdentity(ctx, actor, has[other.MemberID][0].ID)), mall.CodeNotFound, "identityId")
		_, err = m.Access.UnlinkIdentity(ctx, actor, has[actor.MemberID][0].ID)
		require.NoError(t, err)
		refused(t, second(m.Access.UnlinkIdentity(ctx, actor, has[actor.MemberID][1].ID)), mall.CodeInvalidState)
		back, err := e.in(access.IdentityCode{Provider: mall.IdentityWeChatMini, Code: e.WeChat.Login("o-li", "")})
		require.NoError(t, err)
		assert.Equal(t, actor.MemberID, back.Member.ID)
	})
}

func TestAnAccountThatSignsInTwiceAtOnceIsOneMember(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		e := newElsewhere(t, m)
		errs := make(chan error, 4)
		for range cap(errs) {
			code := access.IdentityCode{Provider: mall.IdentityWeChatMini, Code: e.WeChat.Login("o-li", "u-li")}
			go func() { errs <- second(e.in(code)) }()
		}
		good := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				good++
			} else {
				refused(t, err, mall.CodeInvalidState, "code")
			}
		}
		assert.Positive(t, good)
		n, err := m.DB.Ent().Member.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, n)
	})
}
