package mall

import (
	"context"
	"slices"
	"time"
)

// ActorKind says which sort of caller acts.
type ActorKind string

// The sorts of caller. The zero Actor is anonymous.
const (
	Anonymous    ActorKind = ""
	MemberActor  ActorKind = "member"
	StaffActor   ActorKind = "staff"
	PartnerActor ActorKind = "partner"
	SystemActor  ActorKind = "system"
)

// Actor is who calls: a member, a staff user, a partner's machine, or nobody known.
type Actor struct {
	Kind      ActorKind
	MemberID  MemberID
	StaffID   StaffID
	PartnerID PartnerID
	// APIKeyID is the partner's key, zero where it showed a token; DailyQuota is how many
	// calls it may make a day, 0 as many as it likes.
	APIKeyID   APIKeyID
	DailyQuota int
	SessionID  SessionID
	// ExpiresAt is when the token that the actor showed ends; zero for an API key,
	// which lasts until it is revoked.
	ExpiresAt time.Time
	// Grants are a staff user's permissions or a partner key's scopes.
	Grants []Grant
}

// Grant is a permission (staff) or a scope (partner).
type Grant string

// The grants there are. GrantAll includes every other.
const (
	GrantAll     Grant = "ALL"
	GrantEarn    Grant = "EARN"
	GrantPoints  Grant = "POINTS"
	GrantOrders  Grant = "ORDERS"
	GrantMembers Grant = "MEMBERS"
	GrantCatalog Grant = "CATALOG"
	GrantRules   Grant = "RULES"
	// GrantPartners is for looking after partners.
	GrantPartners Grant = "PARTNERS"
)

// Values lists every grant, for the API's enum.
func (Grant) Values() []string {
	return []string{
		string(GrantAll), string(GrantEarn), string(GrantPoints), string(GrantOrders), string(GrantMembers), string(GrantCatalog),
		string(GrantRules), string(GrantPartners),
	}
}

// May reports whether the actor holds the grant.
func (a Actor) May(g Grant) bool {
	return slices.Contains(a.Grants, g) || slices.Contains(a.Grants, GrantAll)
}

// Ref names the actor in records that outlive a request: "member:0193…".
func (a Actor) Ref() string {
	switch a.Kind {
	case MemberActor:
		return a.MemberID.String()
	case StaffActor:
		return a.StaffID.String()
	case PartnerActor:
		return a.PartnerID.String()
	default:
		return string(a.Kind)
	}
}

type actorKey struct{}

// WithActor remembers who calls.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is who calls; the zero Actor when nobody signed in.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
