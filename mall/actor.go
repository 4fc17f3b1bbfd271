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
	// ActorCommand is whoever runs a command on the mall's machine. Contexts alone name it: the
	// mall's own records call the operator system, as always.
	ActorCommand ActorKind = "command"
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
	// SecondFactorDue is true for a staff user who has to set up a second factor before they
	// may do what they have permissions for; Permissions are empty until then.
	SecondFactorDue bool
	// Frozen is true for a member who may look and no more, Minor for one who is known to be
	// younger than who may draw and send points.
	Frozen, Minor bool
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
	// PermissionCatalogRead and PermissionCatalogWrite are the parts of PermissionCatalog.
	PermissionCatalogRead  Permission = "CATALOG_READ"
	PermissionCatalogWrite Permission = "CATALOG_WRITE"
	// PermissionFinance is for what the mall owes and is owed.
	PermissionFinance Permission = "FINANCE"
	// PermissionStaff is for looking after other users, who may do no more than oneself.
	PermissionStaff Permission = "STAFF"
	// PermissionAuditRead is for reading who changed what.
	PermissionAuditRead Permission = "AUDIT_READ"
)

// Values lists every permission, for the API's enum.
func (Permission) Values() []string {
	return []string{
		string(PermissionAll), string(PermissionEarn), string(PermissionPoints), string(PermissionOrders), string(PermissionMembers), string(PermissionCatalog),
		string(PermissionRules), string(PermissionPartners), string(PermissionPolicy), string(PermissionCampaigns),
		string(PermissionCatalogRead), string(PermissionCatalogWrite), string(PermissionFinance), string(PermissionStaff), string(PermissionAuditRead),
	}
}

// catalogParts are what PermissionCatalog consists of.
var catalogParts = []Permission{PermissionCatalogRead, PermissionCatalogWrite}

// Parts are the finer permissions that p consists of; nil where it has no parts. That ALL
// includes every other is no matter of parts.
func (p Permission) Parts() []Permission {
	if p == PermissionCatalog {
		return catalogParts
	}
	return nil
}

// May reports whether the actor holds the permission, by itself, as a part of another, or by
// ALL.
func (a Actor) May(p Permission) bool { return Holds(a.Permissions, p) }

// Holds reports whether permissions include p.
func Holds(permissions []Permission, p Permission) bool {
	for _, has := range permissions {
		if has == p || has == PermissionAll || slices.Contains(has.Parts(), p) {
			return true
		}
	}
	return false
}

// Lacking is the first of wanted that permissions do not include; "" where they include all.
// Who has all parts of a permission has it.
func Lacking(permissions, wanted []Permission) Permission {
	for _, p := range wanted {
		if Holds(permissions, p) {
			continue
		}
		parts := p.Parts()
		if len(parts) == 0 || Lacking(permissions, parts) != "" {
			return p
		}
	}
	return ""
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
