package access

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"pointsmall/ent"
	"pointsmall/ent/apikey"
	"pointsmall/ent/partner"
	"pointsmall/mall"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/access/wechat"
	"pointsmall/mall/event"
	"pointsmall/mall/member"
	"pointsmall/mall/notice"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/setting"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
	"pointsmall/mall/vault"
)

// How long tokens live.
const (
	AccessTTL  = 15 * time.Minute
	RefreshTTL = 30 * 24 * time.Hour
)

// apiKeyPrefix marks a partner's API key, so that it is never taken for a JWT.
const apiKeyPrefix = "pmk_"

// Service signs callers in and recognises them.
type Service struct {
	// Limits bound tries to get in. Set them before the service is used.
	Limits Limits
	// RefreshGrace is for how long a replaced refresh token gets its successor again; 0: it
	// ends the session at once. Set it before the service is used.
	RefreshGrace time.Duration

	db    *store.DB
	bus   *event.Bus
	clock mall.Clock
	keys  *keys
	live  *live
	// Secrets encrypts the secrets of second factors. Set it before the service is used.
	Secrets Vault

	// Notices sends codes and links, Vault hashes codes, Settings say who is a minor and how many
	// codes are sent. Set them before members sign in.
	Notices  *notice.Service
	Vault    *vault.Vault
	Settings *setting.Live

	// MemberOpenID is the provider by which members may sign in, and WeChat the apps; nil: they
	// may not. Set them before the service is used.
	MemberOpenID *openid.Provider
	WeChat       *wechat.Apps

	// Leaving is what a member's leaving touches beyond this package. Set it before members leave.
	Leaving Leaving

	// Links makes the addresses that mailed links have. Set it before the service is used.
	Links Links

	// OpenID is the provider by which staff may sign in; nil: by password alone. Set it before
	// the service is used.
	OpenID *openid.Provider

	// Passkeys checks passkeys of staff; nil: the mall takes none. Set it before the service is
	// used.
	Passkeys *webauthn.WebAuthn

	// demands says whether all staff must have a second factor; nil: they need not.
	demands func() bool
	// welcome is what a new member gets; nil: nothing is done.
	welcome func(context.Context, *store.Tx, member.Newcomer) error
	// nobody is compared with in place of an unknown login's hash.
	nobody string
	// purged is when throttles were deleted, in Unix seconds.
	purged atomic.Int64
}

// New makes the service, which tells bus of sessions that end. It writes nothing: see
// EnsureKey.
func New(ctx context.Context, db *store.DB, bus *event.Bus, clock mall.Clock) (*Service, error) {
	k, err := loadKeys(ctx, db, clock())
	if err != nil {
		return nil, err
	}
	return &Service{RefreshGrace: RefreshGrace, Vault: &vault.Vault{}, db: db, bus: bus, clock: clock, keys: k, live: &live{db: db}, nobody: nobodysHash()}, nil
}

// EnsureKey makes the database's first signing key where there is none. Signing does so
// too; servers do it when they start, so that those that start together know one key.
func (s *Service) EnsureKey(ctx context.Context) error { return s.keys.ensure(ctx, s.clock()) }

// OnSignUp has f called in the transaction that makes a member. Call it before the
// service serves.
func (s *Service) OnSignUp(f func(context.Context, *store.Tx, member.Newcomer) error) { s.welcome = f }

// DemandSecondFactor has f asked whether all staff must have a second factor. Call it before
// the service serves.
func (s *Service) DemandSecondFactor(f func() bool) { s.demands = f }

// Authenticate says whose bearer token this is: a member's or staff user's access
// token, or a partner's token or API key. Anything else is ErrBadToken.
func (s *Service) Authenticate(ctx context.Context, token string) (mall.Actor, error) {
	if strings.HasPrefix(token, apiKeyPrefix) {
		return s.byAPIKey(ctx, token)
	}
	c, err := s.keys.parse(ctx, token, s.clock())
	if err != nil {
		return mall.Actor{}, err
	}
	session, _ := mall.AnyID(c.Session).Session()
	var is alive
	if !session.IsZero() {
		if is, err = s.live.check(ctx, session, s.clock()); err != nil {
			return mall.Actor{}, err
		}
	}
	subject := mall.AnyID(c.Subject)
	var actor mall.Actor
	if id, ok := subject.Member(); ok {
		actor = mall.Actor{Kind: mall.ActorMember, MemberID: id, SessionID: session, Frozen: is.frozen, Minor: s.isMinor(is.birthday)}
	} else if id, ok := subject.Staff(); ok {
		actor, err = s.staffActor(ctx, id, session)
	} else if id, ok := subject.Partner(); ok {
		actor, err = s.partnerActor(ctx, id, session)
	} else {
		err = ErrBadToken
	}
	if err != nil {
		return mall.Actor{}, err
	}
	actor.ExpiresAt = time.Unix(c.ExpiresAt, 0)
	return actor, nil
}

// isMinor reports whether a birthday is of somebody who may not draw yet.
func (s *Service) isMinor(birthday *mall.Date) bool {
	if birthday == nil || s.Settings == nil {
		return false
	}
	now := s.Settings.Current()
	return member.IsMinor(birthday, now.Members.AdultAge, mall.DateOf(s.clock(), now.Zone))
}

// staffActor reads the user anew each time: to take a permission away, or to disable the
// user, works at once on every server. Who has to set up a second factor may do nothing else
// before.
func (s *Service) staffActor(ctx context.Context, id mall.StaffID, session mall.SessionID) (mall.Actor, error) {
	row, err := staff.Get(ctx, s.db.Ent(), id)
	if err != nil {
		return mall.Actor{}, err
	}
	if row == nil {
		return mall.Actor{}, ErrBadToken
	}
	actor := mall.Actor{Kind: mall.ActorStaff, StaffID: id, SessionID: session}
	if actor.SecondFactorDue = s.SecondFactorDue(row); actor.SecondFactorDue {
		return actor, nil
	}
	actor.Permissions, err = staff.Permissions(ctx, s.db.Ent(), row)
	return actor, err
}

// SecondFactorDue reports whether a user has to set up a second factor before they may do
// anything else.
func (s *Service) SecondFactorDue(user *ent.Staff) bool {
	return s.demands != nil && !staff.HasSecondFactor(user) && s.demands()
}

func (s *Service) partnerActor(ctx context.Context, id mall.PartnerID, session mall.SessionID) (mall.Actor, error) {
	row, err := brand.Get(ctx, s.db.Ent(), id)
	if err != nil {
		return mall.Actor{}, err
	}
	if row == nil {
		return mall.Actor{}, ErrBadToken
	}
	return mall.Actor{Kind: mall.ActorPartner, PartnerID: id, SessionID: session, Permissions: row.Permissions}, nil
}

func (s *Service) byAPIKey(ctx context.Context, key string) (mall.Actor, error) {
	row, err := s.db.Ent().APIKey.Query().Where(apikey.Hash(digest(key)), apikey.Or(apikey.RevokedAtIsNil(), apikey.RevokedAtGT(s.clock())),
		apikey.HasPartnerWith(partner.DisabledAtIsNil())).Only(ctx)
	if ent.IsNotFound(err) {
		return mall.Actor{}, ErrBadToken
	}
	if err != nil {
		return mall.Actor{}, err
	}
	actor := mall.Actor{Kind: mall.ActorPartner, PartnerID: row.PartnerID, APIKeyID: row.ID, Permissions: row.Permissions}
	if row.DailyQuota != nil {
		actor.DailyQuota = *row.DailyQuota
	}
	return actor, nil
}

// PartnerNamed is the partner of that name. Refusals: NOT_FOUND.
func (s *Service) PartnerNamed(ctx context.Context, name string) (mall.PartnerID, error) {
	id, err := s.db.Ent().Partner.Query().Where(partner.Name(name)).OnlyID(ctx)
	if ent.IsNotFound(err) {
		return id, noPartner(name)
	}
	return id, err
}

func noPartner(name string) *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no partner is named %q", "没有名为 %q 的合作伙伴", name)
}
