package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/staff"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

func TestASecondFactorIsAskedForOnceItIsConfirmed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		m.Access.Secrets.Key = []byte("kept elsewhere")
		c.add("owner", mall.PermissionAll)
		owner, mine := c.in("owner", "")
		_, elsewhere := c.in("owner", "")
		refused(t, third(m.Access.ConfirmSecondFactor(ctx, owner, "123456")), mall.CodeInvalidState)
		refused(t, third(m.Access.BeginSecondFactor(ctx, owner, "a:b")), mall.CodeInvalidInput, "issuer")
		_, _, err := m.Access.BeginSecondFactor(ctx, owner, "")
		require.NoError(t, err)
		secret, url, err := m.Access.BeginSecondFactor(ctx, owner, "Mall")
		require.NoError(t, err, "another secret, as long as none is confirmed")
		assert.Contains(t, url, "otpauth://totp/Mall:owner@mall.test?")
		assert.Contains(t, url, "secret="+secret)
		row, err := m.DB.Ent().Staff.Query().Where(staff.Name("owner")).Only(ctx)
		require.NoError(t, err)
		assert.NotContains(t, string(*row.TotpSecret)+row.String(), secret)
		_, again := c.in("owner", "")
		require.NotEmpty(t, again, "nobody is asked before it is confirmed")

		refused(t, third(m.Access.ConfirmSecondFactor(ctx, owner, "000000")), mall.CodeUnauthenticated, "code")
		codes, _, err := m.Access.ConfirmSecondFactor(ctx, owner, c.code(secret, 0))
		require.NoError(t, err)
		require.Len(t, codes, access.RecoveryCodes)
		_, err = m.Access.Authenticate(ctx, mine.Access)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, elsewhere.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "sessions without a code end")
		refused(t, third(m.Access.BeginSecondFactor(ctx, owner, "")), mall.CodeInvalidState)

		asked := refused(t, second(m.Access.SignIn(ctx, "owner@mall.test", password)), mall.CodeSecondFactorRequired, "code")
		require.NotEmpty(t, asked.Figures.Challenge)
		refused(t, second(m.Access.SignIn(ctx, "owner@mall.test", "wrong password")), mall.CodeUnauthenticated, "login")
		refused(t, second(m.Access.SignInWithCode(ctx, "owner@mall.test", password, c.code(secret, 0))), mall.CodeUnauthenticated, "code")
		tokens, err := m.Access.SignInWithCode(ctx, "owner@mall.test", password, c.code(secret, 1))
		require.NoError(t, err, "an app whose clock is a step ahead")
		c.actor(tokens)
		m.Clock.Set(m.Clock.Now().Add(2 * time.Minute))
		tokens, err = m.Access.FinishSignIn(ctx, asked.Figures.Challenge, c.code(secret, -1))
		require.NoError(t, err, "an app whose clock is a step behind")
		c.actor(tokens)
		refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge+"x", c.code(secret, 0))), mall.CodeExpired, "challenge")
		m.Clock.Set(m.Clock.Now().Add(3 * time.Minute))
		refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, c.code(secret, 0))), mall.CodeExpired, "challenge")
		asked = refused(t, second(m.Access.SignIn(ctx, "owner@mall.test", password)), mall.CodeSecondFactorRequired, "code")
		require.NoError(t, m.Access.SetStaffPassword(ctx, "owner", "another one"))
		refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, c.code(secret, 0))), mall.CodeExpired, "challenge")

		thief := c.another()
		thief.Secrets.Key = []byte("another key")
		_, err = thief.SignInWithCode(ctx, "owner@mall.test", "another one", c.code(secret, 0))
		assert.ErrorContains(t, err, "cannot be decrypted", "the database alone makes no codes")
		for _, text := range append(codes, secret, c.code(secret, 0)) {
			assert.NotContains(t, logged.String(), text)
		}
	})
}

// Whoever sees a code, or a recovery code, may send it to another server at the same moment.
func TestEachCodeSignsInOnceHoweverManyServersAreAsked(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		user := c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		secret, recovery := c.enrol(owner)
		asked := refused(t, second(m.Access.SignIn(ctx, "owner@mall.test", password)), mall.CodeSecondFactorRequired, "code")
		servers := []*access.Service{m.Access, c.another()}
		for _, code := range []string{c.code(secret, 0), strings.ToLower(strings.ReplaceAll(recovery[3], "-", " "))} {
			errs := make(chan error, 4)
			for i := range cap(errs) {
				go func() { errs <- second(servers[i%2].FinishSignIn(ctx, asked.Figures.Challenge, code)) }()
			}
			good := 0
			for range cap(errs) {
				err := <-errs
				if err == nil {
					good++
					continue
				}
				var refusal *mall.Error // where others have used up the tries, it is the throttle that refuses
				require.ErrorAs(t, err, &refusal)
				assert.Contains(t, []mall.ErrorCode{mall.CodeUnauthenticated, mall.CodeNotAvailable}, refusal.Code)
			}
			assert.Equal(t, 1, good)
		}
		left, err := m.Staff.RecoveryCodesLeft(ctx, []mall.StaffID{user.ID})
		require.NoError(t, err)
		assert.Equal(t, 9, left[user.ID])
		assert.Contains(t, logged.String(), `msg="a recovery code was used" user=`+user.ID.String()+" login=owner@mall.test left=9")
		assert.NotContains(t, logged.String(), recovery[3])
	})
}

func TestWrongCodesAreRefusedForAWhileAndARightOneForgivesThem(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		secret, recovery := c.enrol(owner)
		asked := refused(t, second(m.Access.SignIn(ctx, "owner@mall.test", password)), mall.CodeSecondFactorRequired, "code")
		for range 4 {
			refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, "12345")), mall.CodeUnauthenticated, "code")
		}
		require.NoError(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, c.code(secret, 0))))
		for range 5 {
			refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, "")), mall.CodeUnauthenticated, "code")
		}
		wait := refused(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, recovery[0])), mall.CodeNotAvailable)
		assert.EqualValues(t, 60, wait.Figures.RetryAfter)
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		require.NoError(t, second(m.Access.FinishSignIn(ctx, asked.Figures.Challenge, recovery[0])))
	})
}

func TestASecondFactorIsTurnedOffByACodeOrByAnOwnerAndTheLogSaysSo(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		boss, li := c.add("owner", mall.PermissionAll), c.add("li", mall.PermissionStaff)
		owner, _ := c.in("owner", "")
		by, _ := c.in("li", "")
		refused(t, second(m.Access.TurnOffSecondFactor(ctx, by, "123456")), mall.CodeInvalidState)
		refused(t, second(m.Access.TakeSecondFactor(ctx, owner, li.ID)), mall.CodeInvalidState)
		secret, _ := c.enrol(by)
		refused(t, second(m.Access.TurnOffSecondFactor(ctx, by, "123456")), mall.CodeUnauthenticated, "code")
		renewed, _, err := m.Access.RenewRecoveryCodes(ctx, by, c.code(secret, 0))
		require.NoError(t, err)
		require.Len(t, renewed, access.RecoveryCodes)
		_, err = m.Access.TurnOffSecondFactor(ctx, by, renewed[9])
		require.NoError(t, err)
		c.in("li", "")
		assert.Contains(t, logged.String(), `msg="a staff user has turned their second factor off" user=`+li.ID.String())

		secret, codes := c.enrol(by)
		require.NotEqual(t, renewed, codes)
		_, tokens := c.in("li", c.code(secret, 0))
		refused(t, second(m.Access.TakeSecondFactor(ctx, by, boss.ID)), mall.CodeForbidden, "staffId")
		_, err = m.Access.TakeSecondFactor(ctx, owner, li.ID)
		require.NoError(t, err)
		assert.Contains(t, logged.String(), `msg="a staff user's second factor was taken away" user=`+li.ID.String()+" login=li@mall.test by="+boss.ID.String())
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
		c.in("li", "")

		c.enrol(owner)
		user, err := m.Access.TakeSecondFactorOf(ctx, "OWNER@mall.test") // as the command does
		require.NoError(t, err)
		assert.Equal(t, "owner", user.Name)
		refused(t, second(m.Access.TakeSecondFactorOf(ctx, "nobody")), mall.CodeNotFound)
		n, err := m.DB.Ent().RecoveryCode.Query().Count(ctx)
		require.NoError(t, err)
		assert.Zero(t, n)
	})
}

func TestWhereASecondFactorIsDemandedNobodyActsWithoutOne(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		ruler := c.add("ruler", mall.PermissionRules)
		owner, tokens := c.in("owner", "")
		by, _ := c.in("ruler", "")
		demand := func(s *setting.Mall) error {
			s.Staff.SecondFactor = true
			return nil
		}
		_, err := m.Settings.Update(ctx, by, 1, demand)
		refused(t, err, mall.CodeForbidden, "staff", "requireTwoFactor")
		_, err = m.Settings.Update(ctx, owner, 1, demand)
		require.NoError(t, err)
		due := c.actor(tokens)
		assert.True(t, due.SecondFactorDue)
		assert.Empty(t, due.Permissions)
		assert.True(t, m.Access.SecondFactorDue(ruler))
		ended := make(chan error, 1)
		go func() { ended <- m.Access.UntilEnded(ctx, due) }()
		c.enrol(due)
		assert.ErrorIs(t, <-ended, access.ErrChanged)
		may := c.actor(tokens)
		assert.False(t, may.SecondFactorDue)
		assert.True(t, may.May(mall.PermissionPolicy))
	})
}

func TestAServerForStrangersKeepsNoSecretWithoutAKey(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		m.Access.Secrets.Required = true
		refused(t, third(m.Access.BeginSecondFactor(t.Context(), owner, "")), mall.CodeNotAvailable)
	})
}

func TestStaffSeeWhereTheyAreSignedInAndEndIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		li := c.add("li", mall.PermissionStaff)
		wu := c.add("wu")
		ctx := mall.WithUserAgent(from(t, "192.0.2.9"), "Firefox\n"+strings.Repeat("é", 200)+"\xff")
		first, err := m.Access.SignIn(ctx, "li@mall.test", password)
		require.NoError(t, err)
		by := c.actor(first)
		second2, _ := c.in("li", "")
		third3, gone := c.in("li", "")
		sessions := func(id mall.StaffID) []*ent.Session {
			of, err := m.Access.StaffSessions(t.Context(), []mall.StaffID{id})
			require.NoError(t, err)
			return of[id]
		}
		mine := sessions(li.ID)
		require.Len(t, mine, 3)
		assert.Equal(t, third3.SessionID, mine[0].ID, "the newest first")
		assert.Nil(t, mine[0].UserAgent)
		assert.Equal(t, "192.0.2.9", *mine[2].Address)
		assert.True(t, strings.HasPrefix(*mine[2].UserAgent, "Firefoxé"))
		assert.LessOrEqual(t, len(*mine[2].UserAgent), 256)
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		_, err = m.Access.Refresh(from(t, "192.0.2.10"), first.Refresh)
		require.NoError(t, err)
		mine = sessions(li.ID)
		assert.Equal(t, m.Clock.Now(), mine[2].LastUsedAt.UTC())
		assert.Equal(t, "192.0.2.10", *mine[2].Address)

		end := func(by mall.Actor, e access.EndSessions) error {
			return second(m.Access.EndStaffSessions(t.Context(), by, e))
		}
		other := c.another()
		require.NoError(t, end(by, access.EndSessions{Session: second2.SessionID}))
		require.Len(t, sessions(li.ID), 2)
		require.NoError(t, end(by, access.EndSessions{}))
		require.Len(t, sessions(li.ID), 1)
		_, err = other.Authenticate(t.Context(), gone.Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
		c.actor(first)

		low, _ := c.in("wu", "")
		owner, tokens := c.in("owner", "")
		refused(t, end(low, access.EndSessions{Session: by.SessionID}), mall.CodeNotFound, "sessionId")
		refused(t, end(low, access.EndSessions{User: li.ID}), mall.CodeForbidden)
		refused(t, end(by, access.EndSessions{Session: owner.SessionID}), mall.CodeForbidden)
		refused(t, end(by, access.EndSessions{Session: mall.NewSessionID()}), mall.CodeNotFound, "sessionId")
		refused(t, end(by, access.EndSessions{User: mall.NewStaffID()}), mall.CodeNotFound, "staffId")
		require.NoError(t, end(by, access.EndSessions{User: wu.ID}))
		assert.Empty(t, sessions(wu.ID))
		c.actor(tokens)

		signUp(t, m, eve)
		in, err := m.Access.SignIn(from(t, "192.0.2.11"), eve, password)
		require.NoError(t, err)
		member, err := m.Access.Authenticate(t.Context(), in.Access)
		require.NoError(t, err)
		refused(t, end(owner, access.EndSessions{Session: member.SessionID}), mall.CodeNotFound, "sessionId")
		row, err := m.DB.Ent().Session.Get(t.Context(), member.SessionID)
		require.NoError(t, err)
		assert.Nil(t, row.Address, "of members nothing is kept")
	})
}
