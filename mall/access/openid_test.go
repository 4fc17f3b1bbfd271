package access_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff"
)

// provider is an OpenID provider that signs in whoever is told.
type provider struct {
	*mockoidc.MockOIDC
	t *testing.T
}

func newProvider(t *testing.T, m *malltest.Mall) *provider {
	t.Helper()
	mock, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, mock.Shutdown()) })
	m.Access.OpenID = openid.New(openid.Config{
		Issuer: mock.Issuer(), ClientID: mock.ClientID, ClientSecret: mock.ClientSecret, RedirectURL: "https://console.mall.test/back",
	}, time.Now)
	return &provider{mock, t}
}

// visit has a browser go to the provider, which signs a user in, and brings back what the
// redirect says.
func (p *provider) visit(to, ticket, subject, email string, verified bool) access.OpenIDCode {
	p.t.Helper()
	p.QueueUser(&mockoidc.MockUser{Subject: subject, Email: email, EmailVerified: verified})
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.Get(to)
	require.NoError(p.t, err)
	require.NoError(p.t, answer.Body.Close())
	back, err := url.Parse(answer.Header.Get("Location"))
	require.NoError(p.t, err)
	require.Equal(p.t, "console.mall.test", back.Host)
	return access.OpenIDCode{Ticket: ticket, State: back.Query().Get("state"), Code: back.Query().Get("code")}
}

func TestStaffLinkAnAccountAndSignInByIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		c.add("li", mall.PermissionOrders)
		owner, _ := c.in("owner", "")
		by, _ := c.in("li", "")
		refused(t, third(m.Access.BeginOpenID(ctx, "")), mall.CodeNotAvailable)
		p := newProvider(t, m)
		signIn := func(subject string) (access.OpenIDCode, error) {
			to, ticket, err := m.Access.BeginOpenID(ctx, "")
			require.NoError(t, err)
			code := p.visit(to, ticket, subject, "li@mall.test", true)
			return code, second(m.Access.FinishOpenID(ctx, code))
		}
		_, err := signIn("subject-li")
		refused(t, err, mall.CodeUnauthenticated, "code")

		to, ticket, err := m.Access.BeginOpenIDLink(ctx, by)
		require.NoError(t, err)
		for _, part := range []string{"code_challenge_method=S256", "nonce=", "state=", "response_type=code"} {
			assert.Contains(t, to, part)
		}
		back := p.visit(to, ticket, "subject-li", "", false)
		refused(t, second(m.Access.LinkOpenID(ctx, owner, back)), mall.CodeExpired, "ticket")
		to, ticket, err = m.Access.BeginOpenIDLink(ctx, by)
		require.NoError(t, err)
		back = p.visit(to, ticket, "subject-li", "", false)
		user, err := m.Access.LinkOpenID(ctx, by, back)
		require.NoError(t, err)
		assert.Equal(t, "subject-li", *user.OpenidSubject)
		refused(t, second(m.Access.LinkOpenID(ctx, by, back)), mall.CodeUnauthenticated, "code") // a code is good once
		to, ticket, err = m.Access.BeginOpenIDLink(ctx, owner)
		require.NoError(t, err)
		refused(t, second(m.Access.LinkOpenID(ctx, owner, p.visit(to, ticket, "subject-li", "", false))), mall.CodeInvalidState, "code")

		used, err := signIn("subject-li")
		require.NoError(t, err)
		refused(t, second(m.Access.FinishOpenID(ctx, used)), mall.CodeUnauthenticated, "code")
		_, err = signIn("subject-of-nobody")
		refused(t, err, mall.CodeUnauthenticated, "code")

		secret, _ := c.enrol(by)
		_, err = signIn("subject-li")
		asked := refused(t, err, mall.CodeSecondFactorRequired, "code")
		tokens, err := m.Access.FinishSignIn(ctx, asked.Figures.Challenge, c.code(secret, 0))
		require.NoError(t, err)
		assert.Equal(t, "li", nameOf(t, m, c.actor(tokens)))

		refused(t, second(m.Access.UnlinkOpenID(ctx, by, 1)), mall.CodeVersionConflict, "version")
		li, err := staff.Named(ctx, m.DB.Ent(), "li")
		require.NoError(t, err)
		li, err = m.Access.UnlinkOpenID(ctx, by, li.Version)
		require.NoError(t, err)
		assert.Nil(t, li.OpenidSubject)
		_, err = signIn("subject-li")
		refused(t, err, mall.CodeUnauthenticated, "code")
	})
}

func nameOf(t *testing.T, m *malltest.Mall, actor mall.Actor) string {
	t.Helper()
	user, err := m.Staff.Me(t.Context(), actor.StaffID)
	require.NoError(t, err)
	return user.Name
}

func TestAFlowOfSomebodyElseSignsNobodyIn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		p := newProvider(t, m)
		c.add("owner", mall.PermissionAll)
		begin := func() access.OpenIDCode {
			to, ticket, err := m.Access.BeginOpenID(ctx, "")
			require.NoError(t, err)
			return p.visit(to, ticket, "subject", "", true)
		}
		mine, theirs := begin(), begin()
		for name, code := range map[string]access.OpenIDCode{
			"another's state":          {Ticket: mine.Ticket, State: theirs.State, Code: theirs.Code},
			"another's code, my state": {Ticket: mine.Ticket, State: mine.State, Code: theirs.Code}, // PKCE
			"no code of the provider":  {Ticket: mine.Ticket, State: mine.State, Code: "guess"},
			"no state":                 {Ticket: mine.Ticket, Code: mine.Code},
		} {
			refusal := refused(t, second(m.Access.FinishOpenID(ctx, code)), mall.CodeUnauthenticated, "code")
			assert.Contains(t, refusal.Text.EN, "does not vouch", name)
		}
		mine.Ticket += "x"
		refused(t, second(m.Access.FinishOpenID(ctx, mine)), mall.CodeExpired, "ticket")
		late := begin()
		m.Clock.Set(m.Clock.Now().Add(10 * time.Minute))
		refused(t, second(m.Access.FinishOpenID(ctx, late)), mall.CodeExpired, "ticket")
		require.NoError(t, p.Shutdown())
		refused(t, second(m.Access.FinishOpenID(ctx, access.OpenIDCode{Ticket: beginAway(t, m), State: "s", Code: "c"})), mall.CodeUnauthenticated, "code")
		m.Access.OpenID = openid.New(openid.Config{Issuer: p.Issuer(), ClientID: "mall", RedirectURL: "https://console.mall.test/back"}, time.Now)
		refused(t, third(m.Access.BeginOpenID(ctx, "")), mall.CodeNotAvailable)
	})
}

// beginAway begins a flow while the provider, which is known already, is away.
func beginAway(t *testing.T, m *malltest.Mall) string {
	t.Helper()
	_, ticket, err := m.Access.BeginOpenID(t.Context(), "")
	require.NoError(t, err)
	return ticket
}

func TestAnInvitationIsAcceptedByTheAccountOfItsVerifiedAddressAndMakesNoOwner(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		p := newProvider(t, m)
		c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		chief, _, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Chief", Login: "chief@mall.test", Permissions: []mall.Permission{mall.PermissionAll}})
		require.NoError(t, err)
		refused(t, third(m.Access.BeginOpenID(ctx, chief)), mall.CodeInvalidState, "invitationToken")
		refused(t, third(m.Access.BeginOpenID(ctx, "pmi_guess")), mall.CodeNotFound, "invitationToken")

		token, _, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Wu", Login: "wu@mall.test", Permissions: []mall.Permission{mall.PermissionOrders}})
		require.NoError(t, err)
		accept := func(email string, verified bool) (access.Tokens, error) {
			to, ticket, err := m.Access.BeginOpenID(ctx, token)
			require.NoError(t, err)
			assert.NotContains(t, to, token)
			return m.Access.FinishOpenID(ctx, p.visit(to, ticket, "subject-wu", email, verified))
		}
		refused(t, second(accept("wu@mall.test", false)), mall.CodeForbidden, "code")
		refused(t, second(accept("other@mall.test", true)), mall.CodeForbidden, "code")
		tokens, err := accept("Wu@mall.test", true)
		require.NoError(t, err)
		assert.Equal(t, []mall.Permission{mall.PermissionOrders}, c.actor(tokens).Permissions)
		refused(t, third(m.Access.BeginOpenID(ctx, token)), mall.CodeNotFound, "invitationToken")
		refused(t, second(m.Access.SignIn(ctx, "wu@mall.test", "")), mall.CodeUnauthenticated, "login")
		to, ticket, err := m.Access.BeginOpenID(ctx, "")
		require.NoError(t, err)
		require.NoError(t, second(m.Access.FinishOpenID(ctx, p.visit(to, ticket, "subject-wu", "", false))))
	})
}
