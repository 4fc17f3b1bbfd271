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
	ActorAnonymous ActorKind = ""
	ActorMember    ActorKind = "member"
	ActorStaff     ActorKind = "staff"
	ActorPartner   ActorKind = "partner"
	ActorSystem    ActorKind = "system"
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
	// Permissions are a staff user's permissions or a partner key's scopes.
	Permissions []Permission
}

// Permission is what a staff user or a partner's key may do. Partners call theirs scopes.
type Permission string

// The permissions there are. PermissionAll includes every other, those of later versions too.
const (
	PermissionAll     Permission = "ALL"
	PermissionEarn    Permission = "EARN"
	PermissionPoints  Permission = "POINTS"
	PermissionOrders  Permission = "ORDERS"
	PermissionMembers Permission = "MEMBERS"
	PermissionCatalog Permission = "CATALOG"
	PermissionRules   Permission = "RULES"
	// PermissionPartners is for looking after partners.
	PermissionPartners Permission = "PARTNERS"
	// PermissionPolicy is for changing what holds for all points of a currency.
	PermissionPolicy Permission = "POLICY"
	// PermissionCampaigns is for making campaigns, starting and ending them.
	PermissionCampaigns Permission = "CAMPAIGNS"
)

// Values lists every permission, for the API's enum.
func (Permission) Values() []string {
	return []string{
		string(PermissionAll), string(PermissionEarn), string(PermissionPoints), string(PermissionOrders), string(PermissionMembers), string(PermissionCatalog),
		string(PermissionRules), string(PermissionPartners), string(PermissionPolicy), string(PermissionCampaigns),
	}
}

// May reports whether the actor holds the permission.
func (a Actor) May(p Permission) bool {
	return slices.Contains(a.Permissions, p) || slices.Contains(a.Permissions, PermissionAll)
}

// Ref names the actor in records that outlive a request: "member:0193…".
func (a Actor) Ref() string {
	switch a.Kind {
	case ActorMember:
		return a.MemberID.String()
	case ActorStaff:
		return a.StaffID.String()
	case ActorPartner:
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
