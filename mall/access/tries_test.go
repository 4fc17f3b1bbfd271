package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/event"
	"pointsmall/mall/malltest"
)

const (
	eve      = "eve@example.test"
	password = "long enough"
)

func signUp(t *testing.T, m *malltest.Mall, login string) {
	t.Helper()
	_, err := m.Access.SignUp(t.Context(), access.SignUp{Login: login, Password: password, DisplayName: "x"})
	require.NoError(t, err)
}

func from(t *testing.T, address string) context.Context {
	t.Helper()
	return mall.WithAddress(t.Context(), netip.MustParseAddr(address))
}

// fails signs in with a wrong password and returns why not, and for how long not.
func fails(t *testing.T, m *access.Service, ctx context.Context, login string) (mall.ErrorCode, int64) { //nolint:revive // t first reads better
	t.Helper()
	_, err := m.SignIn(ctx, login, "wrong password")
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	return refused.Code, refused.Figures.RetryAfter
}

func TestTooManyWrongPasswords(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		signUp(t, m, eve)
		other, err := access.New(t.Context(), m.DB, event.NewBus(m.DB), m.Clock.Now)
		require.NoError(t, err)
		here, there := from(t, "192.0.2.1"), from(t, "192.0.2.2")
		for _, login := range []string{eve, "nobody@example.test"} {
			for range 5 {
				got, _ := fails(t, m.Access, here, login)
				assert.Equal(t, mall.CodeUnauthenticated, got, login)
			}
			got, after := fails(t, other, here, " "+strings.ToUpper(login))
			assert.Equal(t, mall.CodeNotAvailable, got, "%s, on another server", login)
			assert.EqualValues(t, 60, after)
		}
		_, err = m.Access.SignIn(here, eve, password)
		assert.Equal(t, mall.CodeNotAvailable, code(t, err), "the right password does not help")
		_, err = m.Access.SignIn(there, eve, password)
		require.NoError(t, err, "the owner gets in from elsewhere")

		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		_, err = m.Access.SignIn(here, eve, password)
		require.NoError(t, err, "a minute later")
		for range 5 {
			_, _ = fails(t, m.Access, here, eve)
		}
		_, after := fails(t, m.Access, here, eve)
		assert.EqualValues(t, 60, after, "the success has cleared the rounds before")
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		for range 5 {
			_, _ = fails(t, m.Access, here, eve)
		}
		_, after = fails(t, m.Access, here, eve)
		assert.EqualValues(t, 120, after)
	})
}

func TestTriesByLoginAndByAddress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		signUp(t, m, eve)
		m.Access.Limits = access.Limits{LoginTries: 3, AddressTries: 4}
		for i := range 3 {
			got, _ := fails(t, m.Access, from(t, fmt.Sprintf("192.0.2.%d", i)), eve)
			assert.Equal(t, mall.CodeUnauthenticated, got)
		}
		_, err := m.Access.SignIn(from(t, "192.0.2.9"), eve, password)
		assert.Equal(t, mall.CodeNotAvailable, code(t, err), "the login was tried from everywhere")
		_, err = m.Access.SignIn(t.Context(), eve, password)
		assert.Equal(t, mall.CodeNotAvailable, code(t, err), "and is refused where no address is known")

		crowd := from(t, "198.51.100.1")
		for i := range 4 {
			signUp(t, m, fmt.Sprintf("user-%d", i))
			_, err := m.Access.SignIn(crowd, fmt.Sprintf("user-%d", i), password)
			require.NoError(t, err, "successes do not count")
			got, _ := fails(t, m.Access, crowd, fmt.Sprintf("nobody-%d", i))
			assert.Equal(t, mall.CodeUnauthenticated, got)
		}
		_, err = m.Access.SignIn(crowd, "user-1", password)
		assert.Equal(t, mall.CodeNotAvailable, code(t, err))

		m.Access.Limits = access.Limits{Tries: -1, LoginTries: -1, AddressTries: -1}
		_, err = m.Access.SignIn(crowd, eve, password)
		require.NoError(t, err, "limits can be switched off")
	})
}

// Of guesses that come together, no more are compared than of those that come alone.
func TestGuessesAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		signUp(t, m, eve)
		ctx := from(t, "192.0.2.1")
		var mu sync.Mutex
		answers := map[mall.ErrorCode]int{}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				_, err := m.Access.SignIn(ctx, eve, "wrong password")
				var refused *mall.Error
				if !assert.True(t, errors.As(err, &refused), "%v", err) {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				answers[refused.Code]++
			})
		}
		all.Wait()
		assert.Equal(t, map[mall.ErrorCode]int{mall.CodeUnauthenticated: 5, mall.CodeNotAvailable: 95}, answers)
	})
}

// The database is asked the same for a login that is known and for one that is not.
func TestKnownAndUnknownLoginsAreTreatedAlike(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		signUp(t, m, eve)
		ctx := from(t, "192.0.2.1")
		_, _ = fails(t, m.Access, ctx, "the first purges")
		ours := regexp.MustCompile("throttles|members|staff")
		statements := func(login string) (seen []string) {
			var mu sync.Mutex
			m.DB.Observe(func(_ uint64, sql string) {
				mu.Lock()
				defer mu.Unlock()
				if ours.MatchString(sql) { // the relay's come when they like
					seen = append(seen, sql)
				}
			})
			defer m.DB.Observe(nil)
			_, _ = fails(t, m.Access, ctx, login)
			return seen
		}
		for range 6 { // the last is refused
			assert.Equal(t, statements(eve), statements("nobody"))
		}
	})
}

func TestSignUpsOfAnAddress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Access.Limits = access.Limits{SignUps: 2}
		join := func(ctx context.Context, login string) error {
			_, err := m.Access.SignUp(ctx, access.SignUp{Login: login, Password: password, DisplayName: "x"})
			return err
		}
		here, there := from(t, "192.0.2.1"), from(t, "192.0.2.2")
		require.NoError(t, join(here, "first"))
		require.Equal(t, mall.CodeInvalidInput, code(t, join(here, "first")), "what did not work does not count")
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		var all sync.WaitGroup
		made := make(chan bool, 10)
		for i := range cap(made) {
			all.Go(func() { made <- join(here, fmt.Sprintf("member-%d", i)) == nil })
		}
		all.Wait()
		close(made)
		count := 0
		for ok := range made {
			if ok {
				count++
			}
		}
		assert.Equal(t, 1, count)
		var refused *mall.Error
		require.ErrorAs(t, join(here, "late"), &refused)
		assert.Equal(t, mall.CodeNotAvailable, refused.Code)
		assert.EqualValues(t, 59*60, refused.Figures.RetryAfter)
		require.NoError(t, join(there, "elsewhere"))
		m.Clock.Set(m.Clock.Now().Add(59 * time.Minute))
		require.NoError(t, join(here, "late"))
	})
}

func TestOldThrottlesAreDeleted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		count := func() int {
			n, err := m.DB.Ent().Throttle.Query().Count(t.Context())
			require.NoError(t, err)
			return n
		}
		_, _ = fails(t, m.Access, from(t, "192.0.2.1"), "nobody")
		assert.Equal(t, 3, count())
		m.Clock.Set(m.Clock.Now().Add(2 * time.Hour))
		_, _ = fails(t, m.Access, from(t, "192.0.2.2"), "no one")
		assert.Equal(t, 6, count(), "they may count still")
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		_, _ = fails(t, m.Access, from(t, "192.0.2.2"), "no one")
		assert.Equal(t, 3, count())

		signUp(t, m, eve)
		_, err := m.Access.SignIn(from(t, "192.0.2.3"), eve, password)
		require.NoError(t, err)
		assert.Equal(t, 3, count(), "a success leaves none")
	})
}
