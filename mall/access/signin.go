package access

import (
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// Tokens are what a caller gets who signed in.
type Tokens struct {
	Access, Refresh string
	// Member is nil when a staff user signed in.
	Member *ent.Member
	// New is true where the sign-in made the member.
	New bool
}

// maxDevice bounds a device's name, in bytes.
const maxDevice = 256

// SignUp is what a new member states.
type SignUp struct {
	Login, Password, DisplayName string
	// ReferralCode is that of whoever invited the member; DeviceID is the app's own name
	// for the device. Both may be empty.
	ReferralCode, DeviceID string
}

// SignUp makes a member with a points account and signs them in. Refusals:
// INVALID_INPUT (a field that makes no sense, a login that is taken), NOT_FOUND
// (the referral code), NOT_AVAILABLE (too many from this address, or at once).
func (s *Service) SignUp(ctx context.Context, in SignUp) (Tokens, error) {
	login, name := Login(in.Login), strings.TrimSpace(in.DisplayName)
	if refusal := checkNewLogin(login, in.Password, name); refusal != nil {
		return Tokens{}, refusal
	}
	if refusal := checkDevice(in.DeviceID); refusal != nil {
		return Tokens{}, refusal
	}
	count := s.Limits.signingUp(mall.AddressOf(ctx))
	if err := s.mayTry(ctx, count, tooManySignUps); err != nil {
		return Tokens{}, err
	}
	hash, err := HashPassword(ctx, in.Password)
	if err != nil {
		return Tokens{}, err
	}
	var tokens Tokens
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := loginTaken(ctx, tx, login)
		if err != nil {
			return err
		}
		if taken {
			return loginIsTaken()
		}
		tokens, err = s.joinMember(ctx, tx, member.NewPerson{Login: login, PasswordHash: hash, Name: name}, Arrival{ReferralCode: in.ReferralCode, DeviceID: in.DeviceID})
		return err
	})
	return tokens, err
}

// loginTaken reports whether somebody signs in by a login: a member or a staff user, or a member
// who has proven that it is their phone number or e-mail address.
func loginTaken(ctx context.Context, tx *store.Tx, login string) (bool, error) {
	m, err := member.FindByLogin(ctx, tx.Ent(), login)
	if err != nil || m != nil {
		return true, err
	}
	if c, ok := mall.AnyContact(login); ok {
		if m, err = member.FindByContact(ctx, tx.Ent(), c); err != nil || m != nil {
			return true, err
		}
	}
	user, err := staff.ByLogin(ctx, tx.Ent(), login)
	return user != nil, err
}

// SignIn signs a member or a staff user in. An unknown login and a wrong password
// get the same refusal, UNAUTHENTICATED, after the same time; and NOT_AVAILABLE, after
// next to none, when there were too many of them (see Limits).
func (s *Service) SignIn(ctx context.Context, login, password string) (Tokens, error) {
	return s.SignInWithCode(ctx, login, password, "")
}

// SignInWithCode is SignIn with a code of a staff user's second factor, or one of their
// recovery codes. Who has a second factor and gives none is refused with
// SECOND_FACTOR_REQUIRED and Figures.Challenge, for FinishSignIn; a wrong code, and one that
// was used, with UNAUTHENTICATED.
func (s *Service) SignInWithCode(ctx context.Context, login, password, code string) (Tokens, error) {
	login = Login(login)
	contact, isContact := mall.AnyContact(login)
	counted := login
	if isContact {
		counted = contact.Address // however it is written
	}
	count := s.Limits.signingIn(counted, mall.AddressOf(ctx))
	if err := s.mayTry(ctx, count, tooManyTries); err != nil {
		return Tokens{}, err
	}
	m, user, hash, err := s.whose(ctx, login, contact)
	if err != nil {
		return Tokens{}, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	ok, err := checkPassword(ctx, password, hash, func() error {
		return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) })
	})
	s.purge(ctx, &s.purged)
	if err != nil {
		return Tokens{}, err
	}
	if !ok || (m == nil && user == nil) {
		return Tokens{}, mall.Errorf(mall.CodeUnauthenticated, "unknown login or wrong password", "登录名或密码错误").At("login")
	}
	if user != nil && staff.HasSecondFactor(user) {
		return s.signInTwice(ctx, user, code, count)
	}
	var memberID *mall.MemberID
	var staffID *mall.StaffID
	if user != nil {
		staffID = &user.ID
	} else {
		memberID = &m.ID
	}
	var tokens Tokens
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		tokens, err = s.begin(ctx, tx, memberID, staffID)
		return err
	})
	if memberID != nil {
		tokens.Member = m
	}
	return tokens, err
}

// whose finds the member or the staff user of a login, and the hash to compare with; it asks the
// same of the database for every login. Who is disabled is as good as unknown. A
// phone number or an e-mail address is that of whoever has proven it, not of whoever has chosen it
// for a login.
func (s *Service) whose(ctx context.Context, login string, contact mall.Contact) (*ent.Member, *ent.Staff, string, error) {
	m, err := member.FindByLogin(ctx, s.db.Ent(), login)
	if err != nil {
		return nil, nil, "", err
	}
	user, err := staff.ByLogin(ctx, s.db.Ent(), login)
	if err != nil {
		return nil, nil, "", err
	}
	owner, err := member.FindByAddress(ctx, s.db.Ent(), contact.Address)
	if err != nil {
		return nil, nil, "", err
	}
	if owner != nil && user == nil {
		m = owner
	}
	switch {
	case m != nil && m.PasswordHash != nil:
		return m, nil, *m.PasswordHash, nil
	case user != nil && user.DisabledAt == nil:
		return nil, user, user.PasswordHash, nil
	}
	return nil, nil, s.nobody, nil
}

// signing runs f, which signs tokens, in a transaction. A key is made before, where there
// is none: on SQLite that would wait for f's own transaction.
func (s *Service) signing(ctx context.Context, f func(ctx context.Context, tx *store.Tx) error) error {
	if err := s.EnsureKey(ctx); err != nil {
		return err
	}
	return s.db.InTx(ctx, f)
}

// begin makes a session and its first tokens. Refusals: FORBIDDEN (see WithAudience).
func (s *Service) begin(ctx context.Context, tx *store.Tx, m *mall.MemberID, u *mall.StaffID) (Tokens, error) {
	if err := admit(ctx, m, u); err != nil {
		return Tokens{}, err
	}
	now := s.clock()
	secret := newSecret()
	made := tx.Ent().Session.Create().SetNillableMemberID(m).SetNillableStaffID(u).SetTokenHash(digest(secret)).
		SetCreatedAt(now).SetExpiresAt(now.Add(RefreshTTL))
	if u != nil {
		address, agent := told(ctx)
		made.SetLastUsedAt(now).SetNillableAddress(address).SetNillableUserAgent(agent)
	}
	row, err := made.Save(ctx)
	if err != nil {
		return Tokens{}, err
	}
	if m != nil {
		if err := member.NoteActive(ctx, tx, *m, now); err != nil {
			return Tokens{}, err
		}
	}
	return s.tokens(row, secret, now)
}

func (s *Service) tokens(row *ent.Session, secret string, now time.Time) (Tokens, error) {
	var subject string
	if row.MemberID != nil {
		subject = row.MemberID.String()
	} else {
		subject = row.StaffID.String()
	}
	access, err := s.keys.sign(subject, row.ID.String(), now, AccessTTL)
	return Tokens{Access: access, Refresh: row.ID.String() + "." + secret}, err
}

// SignOut ends the actor's session; everywhere ends all of the actor's sessions.
// Their WebSockets and event streams end at once, on every server; their access tokens
// are refused at once by this server, and by others after LiveFor.
// Refusals: INVALID_STATE (there is no session to end: an API key).
func (s *Service) SignOut(ctx context.Context, actor mall.Actor, everywhere bool) error {
	var which predicate.Session
	switch {
	case actor.SessionID.IsZero():
		return mall.Errorf(mall.CodeInvalidState, "this key or token has no session that could end", "此密钥或令牌没有可结束的会话")
	case !everywhere:
		which = session.ID(actor.SessionID)
	case actor.Kind == mall.ActorMember:
		which = session.MemberID(actor.MemberID)
	case actor.Kind == mall.ActorStaff:
		which = session.StaffID(actor.StaffID)
	default:
		which = session.PartnerID(actor.PartnerID)
	}
	defer s.live.forget() // after the commit
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.end(ctx, tx, which) })
}
