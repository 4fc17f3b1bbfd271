package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

const consoleOrigin = "https://console.mall.test"

// device makes and uses one passkey as a phone does: ES256, no attestation.
type device struct {
	t       *testing.T
	id      []byte
	key     *ecdsa.PrivateKey
	user    string // the user handle, as the options spell it
	counter uint32
	// flags are those of the device's data: user present (1), user verified (4).
	flags  byte
	origin string
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &device{t: t, id: id, key: key, flags: 1 | 4, origin: consoleOrigin}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// clientData is what the browser adds: for what, on which page.
func (d *device) clientData(ceremony, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": ceremony, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	require.NoError(d.t, err)
	return text
}

// data is the device's data: the mall's name by its digest, flags and counter.
func (d *device) data(flags byte) []byte {
	rp := sha256.Sum256([]byte("console.mall.test"))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), d.counter)
}

// create makes a credential of the options of navigator.credentials.create.
func (d *device) create(options map[string]any) map[string]any {
	d.t.Helper()
	of := options["publicKey"].(map[string]any)
	d.user = of["user"].(map[string]any)["id"].(string)
	public, err := d.key.PublicKey.ECDH()
	require.NoError(d.t, err)
	point := public.Bytes() // 4, x, y
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	require.NoError(d.t, err)
	data := append(d.data(d.flags|0x40), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	attestation, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	require.NoError(d.t, err)
	return map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": b64(d.clientData("webauthn.create", of["challenge"].(string))), "attestationObject": b64(attestation), "transports": []any{"internal"},
		},
	}
}

// get signs the options of navigator.credentials.get.
func (d *device) get(options map[string]any) map[string]any {
	d.t.Helper()
	client := d.clientData("webauthn.get", options["publicKey"].(map[string]any)["challenge"].(string))
	data := d.data(d.flags)
	digest := sha256.Sum256(client)
	signed := sha256.Sum256(append(data, digest[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	require.NoError(d.t, err)
	return map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": d.user},
	}
}

// keyed is a mall that takes passkeys, with a user who has one.
func keyed(t *testing.T, m *malltest.Mall) (c *crew, owner, by mall.Actor, d *device) {
	t.Helper()
	c, d = newCrew(t, m), newDevice(t)
	c.add("owner", mall.PermissionAll)
	c.add("li", mall.PermissionOrders)
	owner, _ = c.in("owner", "")
	by, _ = c.in("li", "")
	refused(t, third(m.Access.BeginPasskey(t.Context(), by)), mall.CodeNotAvailable)
	var err error
	m.Access.Passkeys, err = access.NewPasskeys([]string{consoleOrigin})
	require.NoError(t, err)
	options, ticket, err := m.Access.BeginPasskey(t.Context(), by)
	require.NoError(t, err)
	_, err = m.Access.AddPasskey(t.Context(), by, ticket, "Phone", d.create(options))
	require.NoError(t, err)
	m.Clock.Set(m.Clock.Now().Add(time.Second))
	return c, owner, by, d
}

func TestAPasskeySignsItsUserInOnceForEachCeremony(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		c, _, by, d := keyed(t, m)
		c.enrol(by) // a passkey stands for both factors
		other := c.another()
		other.Passkeys = m.Access.Passkeys
		options, ticket, err := m.Access.BeginPasskeySignIn(ctx)
		require.NoError(t, err)
		signed := d.get(options)
		tokens := make(chan access.Tokens, 4)
		errs := make(chan error, 4)
		for i := range cap(errs) {
			server := []*access.Service{m.Access, other}[i%2]
			go func() {
				got, err := server.FinishPasskeySignIn(ctx, ticket, signed)
				tokens <- got
				errs <- err
			}()
		}
		good := 0
		for range cap(errs) {
			got, err := <-tokens, <-errs
			if err != nil {
				refused(t, err, mall.CodeUnauthenticated, "credential")
			} else {
				good++
			}
			if got.Access != "" {
				assert.Equal(t, by.StaffID, c.actor(got).StaffID)
			}
		}
		assert.Equal(t, 1, good)
		of, err := m.Staff.Passkeys(ctx, []mall.StaffID{by.StaffID})
		require.NoError(t, err)
		require.Len(t, of[by.StaffID], 1)
		assert.NotNil(t, of[by.StaffID][0].LastUsedAt)
		assert.Contains(t, logged.String(), `msg="a staff user has added a passkey" user=`+by.StaffID.String())
	})
}

func TestWhatIsNotThePasskeySignsNobodyIn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		c, owner, by, d := keyed(t, m)
		signIn := func(change func(d *device, ticket *string, signed map[string]any)) error {
			options, ticket, err := m.Access.BeginPasskeySignIn(ctx)
			require.NoError(t, err)
			as := *d
			if change != nil {
				change(&as, &ticket, nil)
			}
			signed := as.get(options)
			if change != nil {
				change(&as, &ticket, signed)
			}
			m.Clock.Set(m.Clock.Now().Add(time.Second))
			return second(m.Access.FinishPasskeySignIn(ctx, ticket, signed))
		}
		for name, change := range map[string]func(*device, *string, map[string]any){
			"another key":             func(d *device, _ *string, _ map[string]any) { d.key = newDevice(t).key },
			"another credential":      func(d *device, _ *string, _ map[string]any) { d.id = []byte("another") },
			"the owner's handle":      func(d *device, _ *string, _ map[string]any) { d.user = b64(owner.StaffID[:]) },
			"a short handle":          func(d *device, _ *string, _ map[string]any) { d.user = b64([]byte("x")) },
			"a page of somebody else": func(d *device, _ *string, _ map[string]any) { d.origin = "https://console.evil.test" },
			"no verified user":        func(d *device, _ *string, _ map[string]any) { d.flags = 1 },
		} {
			t.Run(name, func(t *testing.T) {
				refused(t, signIn(change), mall.CodeUnauthenticated, "credential")
			})
		}
		another, _, err := m.Access.BeginPasskeySignIn(ctx)
		require.NoError(t, err)
		_, ticket, err := m.Access.BeginPasskeySignIn(ctx)
		require.NoError(t, err)
		refused(t, second(m.Access.FinishPasskeySignIn(ctx, ticket, d.get(another))), mall.CodeUnauthenticated, "credential")
		refused(t, second(m.Access.FinishPasskeySignIn(ctx, ticket, map[string]any{"id": 1})), mall.CodeInvalidInput, "credential")
		refused(t, signIn(func(_ *device, ticket *string, _ map[string]any) { *ticket = "x" }), mall.CodeExpired, "ticket")
		options, late, err := m.Access.BeginPasskeySignIn(ctx)
		require.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(5 * time.Minute))
		refused(t, second(m.Access.FinishPasskeySignIn(ctx, late, d.get(options))), mall.CodeExpired, "ticket")

		d.counter = 7
		require.NoError(t, signIn(nil))
		d.counter = 3
		refused(t, signIn(nil), mall.CodeUnauthenticated, "credential") // a copy counts less
		d.counter = 8
		require.NoError(t, m.Access.DisableStaff(ctx, "li"))
		refused(t, signIn(nil), mall.CodeUnauthenticated, "credential")
		require.NoError(t, m.Access.EnableStaff(ctx, "li"))
		require.NoError(t, signIn(nil))
		_ = by

		of, err := m.Staff.Passkeys(ctx, []mall.StaffID{by.StaffID})
		require.NoError(t, err)
		c.add("wu")
		low, _ := c.in("wu", "")
		refused(t, second(m.Access.RemovePasskey(ctx, low, of[by.StaffID][0].ID)), mall.CodeNotFound, "passkeyId")
		_, err = m.Access.RemovePasskey(ctx, owner, of[by.StaffID][0].ID)
		require.NoError(t, err)
		refused(t, second(m.Access.RemovePasskey(ctx, by, of[by.StaffID][0].ID)), mall.CodeNotFound, "passkeyId")
		d.counter = 9
		refused(t, signIn(nil), mall.CodeUnauthenticated, "credential")
	})
}

func TestAPasskeyIsAddedByWhoBeganItOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		_, owner, by, _ := keyed(t, m)
		options, ticket, err := m.Access.BeginPasskey(ctx, by)
		require.NoError(t, err)
		assert.Len(t, options["publicKey"].(map[string]any)["excludeCredentials"], 1, "the device knows that it has one already")
		d := newDevice(t)
		made := d.create(options)
		refused(t, second(m.Access.AddPasskey(ctx, owner, ticket, "Phone", made)), mall.CodeExpired, "ticket")
		refused(t, second(m.Access.AddPasskey(ctx, by, ticket, " ", made)), mall.CodeInvalidInput, "name")
		refused(t, second(m.Access.AddPasskey(ctx, by, ticket, "Key", map[string]any{})), mall.CodeInvalidInput, "credential")
		d.origin = "https://console.evil.test"
		refused(t, second(m.Access.AddPasskey(ctx, by, ticket, "Key", d.create(options))), mall.CodeInvalidInput, "credential")
		_, err = m.Access.AddPasskey(ctx, by, ticket, "Key", made)
		require.NoError(t, err)
		refused(t, second(m.Access.AddPasskey(ctx, by, ticket, "Key", made)), mall.CodeInvalidState, "credential")
	})
}
