package access_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff"
)

// logged keeps what is logged while tests run, beside printing it.
var logged = func() *lines {
	l := &lines{}
	slog.SetDefault(slog.New(slog.NewTextHandler(l, nil)))
	return l
}()

type lines struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept.Write(p)
	return os.Stderr.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.String()
}

// crew are users who sign in with the password, added without the time that hashing takes.
type crew struct {
	*malltest.Mall
	t    *testing.T
	hash string
}

func newCrew(t *testing.T, m *malltest.Mall) *crew {
	t.Helper()
	hash, err := access.HashPassword(t.Context(), password)
	require.NoError(t, err)
	return &crew{m, t, hash}
}

// add adds a user, whose login is their name with @mall.test.
func (c *crew) add(name string, permissions ...mall.Permission) *ent.Staff {
	c.t.Helper()
	var row *ent.Staff
	c.Update(c.t, func(client *ent.Client) (err error) {
		row, err = client.Staff.Create().SetName(name).SetLogin(name + "@mall.test").SetPasswordHash(c.hash).SetPermissions(permissions).Save(c.t.Context())
		return err
	})
	return row
}

// in signs a user in by password, and by a code unless it is "".
func (c *crew) in(name, code string) (mall.Actor, access.Tokens) {
	c.t.Helper()
	tokens, err := c.Access.SignInWithCode(c.t.Context(), name+"@mall.test", password, code)
	require.NoError(c.t, err)
	return c.actor(tokens), tokens
}

func (c *crew) actor(tokens access.Tokens) mall.Actor {
	c.t.Helper()
	actor, err := c.Access.Authenticate(c.t.Context(), tokens.Access)
	require.NoError(c.t, err)
	return actor
}

// role makes a role in the name of an actor.
func (c *crew) role(by mall.Actor, name string, permissions ...mall.Permission) *ent.StaffRole {
	c.t.Helper()
	role, err := c.Access.AddRole(c.t.Context(), by, staff.NewRole{Name: name, Permissions: permissions})
	require.NoError(c.t, err)
	return role
}

// code is what an app shows after some steps of time.
func (c *crew) code(secret string, steps int) string {
	c.t.Helper()
	code, err := totp.GenerateCode(secret, c.Clock.Now().Add(time.Duration(steps)*30*time.Second))
	require.NoError(c.t, err)
	return code
}

// enrol gives a user a second factor, and moves the clock to the next code.
func (c *crew) enrol(by mall.Actor) (secret string, recovery []string) {
	c.t.Helper()
	secret, _, err := c.Access.BeginSecondFactor(c.t.Context(), by, "")
	require.NoError(c.t, err)
	recovery, _, err = c.Access.ConfirmSecondFactor(c.t.Context(), by, c.code(secret, 0))
	require.NoError(c.t, err)
	c.Clock.Set(c.Clock.Now().Add(time.Minute))
	return secret, recovery
}

// another is a second server on the mall's database.
func (c *crew) another() *access.Service {
	c.t.Helper()
	other, err := access.New(c.t.Context(), c.DB, c.Bus, c.Clock.Now)
	require.NoError(c.t, err)
	other.Notices, other.Vault, other.Settings = c.Notices, c.Vault, c.Settings
	other.OnSignUp(c.Earning.Welcome)
	return other
}

// refused fails the test unless err is a refusal with a code at a field, and texts in both
// languages.
func refused(t *testing.T, err error, code mall.ErrorCode, path ...string) mall.Error {
	t.Helper()
	var refusal *mall.Error
	if !assert.ErrorAs(t, err, &refusal) {
		t.FailNow()
	}
	assert.Equal(t, code, refusal.Code, refusal.Text.EN)
	assert.Equal(t, fmt.Sprint(path), fmt.Sprint(refusal.Path), refusal.Text.EN)
	assert.NotEmpty(t, refusal.Text.EN)
	assert.NotEqual(t, refusal.Text.EN, refusal.Text.ZH)
	assert.NotContains(t, refusal.Text.EN+refusal.Text.ZH, "%!")
	return *refusal
}

type staffRow = ent.Staff

func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }
