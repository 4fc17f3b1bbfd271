package access

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// A ceremony of a passkey is over after ceremonyTTL.
const (
	ceremonyTTL     = 5 * time.Minute
	ceremonyPurpose = "staff passkey"
)

// maxCredential bounds what a device says, in bytes.
const maxCredential = 16 << 10

// NewPasskeys makes what checks passkeys of pages of these origins (https://console.example), the
// first of which names the mall to devices by its host.
func NewPasskeys(origins []string) (*webauthn.WebAuthn, error) {
	first, err := url.Parse(origins[0])
	if err != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{
		RPID: first.Hostname(), RPDisplayName: "Pointsmall", RPOrigins: origins,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// ceremony is what the ticket of a ceremony says. User is who adds a passkey; zero: somebody
// signs in.
type ceremony struct {
	Session webauthn.SessionData `json:"s"`
	User    mall.StaffID         `json:"u"`
	Begun   time.Time            `json:"t"`
}

// bearer is a user as the library sees them.
type bearer struct {
	user        *ent.Staff
	credentials []webauthn.Credential
}

func (b bearer) WebAuthnID() []byte                         { return b.user.ID[:] }
func (b bearer) WebAuthnName() string                       { return b.user.Login }
func (b bearer) WebAuthnDisplayName() string                { return b.user.Name }
func (b bearer) WebAuthnCredentials() []webauthn.Credential { return b.credentials }

// bearerOf reads a user with their passkeys; nil where they may not act.
func (s *Service) bearerOf(ctx context.Context, id mall.StaffID) (*bearer, error) {
	user, err := staff.Get(ctx, s.db.Ent(), id)
	if err != nil || user == nil {
		return nil, err
	}
	rows, err := staff.PasskeysOf(ctx, s.db.Ent(), id)
	if err != nil {
		return nil, err
	}
	b := &bearer{user, make([]webauthn.Credential, len(rows))}
	for i, row := range rows {
		if err := json.Unmarshal(row.Credential, &b.credentials[i]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// BeginPasskey begins to add a passkey to the actor. options are those of the browser's
// navigator.credentials.create. Refusals: NOT_AVAILABLE (the mall takes no passkeys).
func (s *Service) BeginPasskey(ctx context.Context, actor mall.Actor) (options map[string]any, ticket string, err error) {
	if s.Passkeys == nil {
		return nil, "", noPasskeys()
	}
	b, err := s.bearerOf(ctx, actor.StaffID)
	if err != nil {
		return nil, "", err
	}
	if b == nil {
		return nil, "", signedOut()
	}
	creation, session, err := s.Passkeys.BeginRegistration(b, webauthn.WithExclusions(webauthn.Credentials(b.credentials).CredentialDescriptors()))
	if err != nil {
		return nil, "", err
	}
	return s.begun(ctx, creation, ceremony{Session: *session, User: actor.StaffID})
}

// BeginPasskeySignIn begins a sign-in by a passkey. options are those of the browser's
// navigator.credentials.get. Refusals: NOT_AVAILABLE.
func (s *Service) BeginPasskeySignIn(ctx context.Context) (options map[string]any, ticket string, err error) {
	if s.Passkeys == nil {
		return nil, "", noPasskeys()
	}
	assertion, session, err := s.Passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", err
	}
	return s.begun(ctx, assertion, ceremony{Session: *session})
}

// begun seals a ceremony, and shows its options as a JSON object.
func (s *Service) begun(ctx context.Context, options any, c ceremony) (shown map[string]any, ticket string, err error) {
	c.Begun = s.clock().Truncate(time.Microsecond) // as databases keep it
	content, err := json.Marshal(c)
	if err != nil {
		return nil, "", err
	}
	if ticket, err = s.Seal(ctx, ceremonyPurpose, content); err != nil {
		return nil, "", err
	}
	text, err := json.Marshal(options)
	if err != nil {
		return nil, "", err
	}
	return shown, ticket, json.Unmarshal(text, &shown)
}

// opened reads the ticket of a ceremony. Refusals: EXPIRED.
func (s *Service) opened(ctx context.Context, ticket string, user mall.StaffID) (c ceremony, err error) {
	content, ok, err := s.Unseal(ctx, ceremonyPurpose, ticket)
	if err != nil {
		return c, err
	}
	if !ok || json.Unmarshal(content, &c) != nil || c.User != user || !s.clock().Before(c.Begun.Add(ceremonyTTL)) {
		return c, mall.Errorf(mall.CodeExpired, "the ticket is not of this ceremony, or not valid any more: begin again", "操作已失效：请重新开始").At("ticket")
	}
	return c, nil
}

// AddPasskey keeps the passkey that the actor's device has made. Refusals: INVALID_INPUT (name,
// credential), EXPIRED (the ticket), INVALID_STATE (it is kept already), NOT_AVAILABLE.
func (s *Service) AddPasskey(ctx context.Context, actor mall.Actor, ticket, name string, credential map[string]any) (user *ent.Staff, err error) {
	if s.Passkeys == nil {
		return nil, noPasskeys()
	}
	if name != strings.TrimSpace(name) || name == "" || len(name) > mall.MaxName {
		return nil, mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes, and no blanks around it", "名称须为 1 至 %d 字节，首尾不能有空白", mall.MaxName).At("name")
	}
	c, err := s.opened(ctx, ticket, actor.StaffID)
	if err != nil {
		return nil, err
	}
	b, err := s.bearerOf(ctx, actor.StaffID)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, signedOut()
	}
	text, err := sentCredential(credential)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(text)
	if err != nil {
		return nil, badCredential()
	}
	made, err := s.Passkeys.CreateCredential(b, c.Session, parsed)
	if err != nil {
		return nil, badCredential()
	}
	kept, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if user, err = lockActor(ctx, tx, actor); err != nil {
			return err
		}
		return staff.AddPasskey(ctx, tx, staff.NewPasskey{User: user.ID, CredentialID: made.ID, Credential: kept, Name: name, BegunAt: c.Begun}, s.clock())
	})
	if err == nil {
		slog.WarnContext(ctx, "a staff user has added a passkey", "user", user.ID.String(), "login", user.Login, "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// FinishPasskeySignIn signs in the user whose device has signed. The device has verified who
// they are, so no code of a second factor is asked for. Each sign-in is taken once. Refusals:
// EXPIRED (the ticket), INVALID_INPUT (the credential cannot be read), UNAUTHENTICATED,
// NOT_AVAILABLE (the mall takes no passkeys; too many wrong ones).
func (s *Service) FinishPasskeySignIn(ctx context.Context, ticket string, credential map[string]any) (tokens Tokens, err error) {
	if s.Passkeys == nil {
		return Tokens{}, noPasskeys()
	}
	c, err := s.opened(ctx, ticket, mall.StaffID{})
	if err != nil {
		return Tokens{}, err
	}
	text, err := sentCredential(credential)
	if err != nil {
		return Tokens{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(text)
	if err != nil {
		return Tokens{}, badCredential()
	}
	count := s.Limits.linking(mall.AddressOf(ctx))
	if err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) }); err != nil {
		return Tokens{}, err
	}
	if len(parsed.Response.UserHandle) != len(mall.StaffID{}) {
		return Tokens{}, wrongPasskey()
	}
	b, err := s.bearerOf(ctx, mall.StaffID(parsed.Response.UserHandle))
	if err != nil {
		return Tokens{}, err
	}
	if b == nil {
		return Tokens{}, wrongPasskey()
	}
	_, signed, err := s.Passkeys.ValidatePasskeyLogin(func([]byte, []byte) (webauthn.User, error) { return b, nil }, c.Session, parsed)
	if err != nil {
		return Tokens{}, wrongPasskey()
	}
	if signed.Authenticator.CloneWarning {
		slog.WarnContext(ctx, "a passkey may have been copied: it counts less than before", "user", b.user.ID.String(), "login", b.user.Login, "from", mall.AddressOf(ctx).String())
		return Tokens{}, wrongPasskey()
	}
	kept, err := json.Marshal(signed)
	if err != nil {
		return Tokens{}, err
	}
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		user, err := lockActor(ctx, tx, mall.Actor{StaffID: b.user.ID})
		if err != nil {
			return err
		}
		ok, err := staff.UsePasskey(ctx, tx, signed.ID, kept, c.Begun, s.clock())
		if err != nil {
			return err
		}
		if !ok {
			return wrongPasskey() // this sign-in, or a later one, was taken
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		tokens, err = s.begin(ctx, tx, nil, &user.ID)
		return err
	})
	return tokens, err
}

// RemovePasskey removes a passkey of the actor's, or with the permission STAFF of another user
// who may do no more. Refusals: NOT_FOUND, FORBIDDEN.
func (s *Service) RemovePasskey(ctx context.Context, actor mall.Actor, id mall.PasskeyID) (user *ent.Staff, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		whose, err := staff.RemovePasskey(ctx, tx, id, func(whose mall.StaffID) error {
			if whose == actor.StaffID {
				return nil
			}
			if crew.MayManage(actor) != nil {
				return staff.NoSuchPasskey() // whose it is, is nobody else's business
			}
			of, err := crew.ByID(whose)
			if err != nil {
				return err
			}
			if refusal := crew.MayLookAfter(actor, of); refusal != nil {
				return refusal
			}
			return nil
		})
		if err != nil {
			return err
		}
		user, err = crew.ByID(whose)
		return err
	})
	if err == nil {
		slog.WarnContext(ctx, "a passkey of a staff user was removed", "user", user.ID.String(), "login", user.Login, "by", actor.Ref(), "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// sentCredential is what the browser made, as JSON. Refusal: INVALID_INPUT.
func sentCredential(credential map[string]any) ([]byte, error) {
	text, err := json.Marshal(credential)
	if err != nil || len(text) > maxCredential {
		return nil, badCredential()
	}
	return text, nil
}

func badCredential() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the credential is not what a browser makes of these options: send its toJSON(), for this ticket", "凭据与请求不符：请发送浏览器给出的凭据 JSON 及对应的 ticket").At("credential")
}

func wrongPasskey() *mall.Error {
	return mall.Errorf(mall.CodeUnauthenticated, "this passkey signs nobody in, or this sign-in was used: begin again", "该通行密钥无法登录，或本次登录已使用：请重新开始").At("credential")
}

func noPasskeys() *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "this mall takes no passkeys: sign in by password", "本商城未启用通行密钥：请使用密码登录")
}
