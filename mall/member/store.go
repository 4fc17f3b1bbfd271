package member

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ByRef finds members by their external references.
func ByRef(ctx context.Context, tx *store.Tx, refs []string) (map[string]mall.MemberID, error) {
	found := make(map[string]mall.MemberID, len(refs))
	set, err := store.Set(tx.Dialect, refs)
	if err != nil {
		return nil, err
	}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var ref string
		var id mall.MemberID
		if err := scan(&ref, &id); err != nil {
			return err
		}
		found[ref] = id
		return nil
	}, "select external_ref, id from members where external_ref "+tx.Dialect.In(1, "text"), set)
}

// Standing is what rules ask of a member.
type Standing struct {
	ID    mall.MemberID
	Tier  string
	Rank  int
	Tags  []string
	Since time.Time
	// TierUntil is when the tier is reviewed; nil: never. TierGranted is true when staff
	// gave it.
	TierUntil   *time.Time
	TierGranted bool
	// WindowFirst and WindowLast are the days that the review will judge; nil: they were
	// not kept.
	WindowFirst, WindowLast *mall.Date
	// Merit is the tier that the member has reached and was paid for, whatever staff gave.
	Merit string
	// TierSince and TagsSince are when tier and tags changed last; nil: never.
	TierSince, TagsSince *time.Time
}

const standing = "select m.id, m.external_ref, m.tier_id, t.rank, m.tags, m.created_at, m.tier_until, m.tier_granted, m.tier_window_first, m.tier_window_last, " +
	"coalesce(m.merit_tier, case when m.tier_granted then '" + LowestTier + "' else m.tier_id end), m.tier_since, m.tags_since from members m join tiers t on t.id = m.tier_id where "

// StandingsByRef reads members' standings by their external references.
func StandingsByRef(ctx context.Context, tx *store.Tx, refs []string) (map[string]Standing, error) {
	found := make(map[string]Standing, len(refs))
	set, err := store.Set(tx.Dialect, refs)
	if err != nil {
		return nil, err
	}
	return found, eachStanding(ctx, tx, func(ref *string, s Standing) { found[*ref] = s }, "m.external_ref "+tx.Dialect.In(1, "text"), set)
}

// Standings reads members' standings by their ids.
func Standings(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]Standing, error) {
	found := make(map[mall.MemberID]Standing, len(members))
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return found, eachStanding(ctx, tx, func(_ *string, s Standing) { found[s.ID] = s }, "m.id "+tx.Dialect.In(1, "uuid"), set)
}

func eachStanding(ctx context.Context, tx *store.Tx, each func(ref *string, s Standing), where, set string) error {
	return tx.Each(ctx, func(scan func(...any) error) error {
		var s Standing
		var ref *string
		var tags []byte
		if err := scan(&s.ID, &ref, &s.Tier, &s.Rank, &tags, &s.Since, &s.TierUntil, &s.TierGranted, &s.WindowFirst, &s.WindowLast, &s.Merit, &s.TierSince, &s.TagsSince); err != nil {
			return err
		}
		if tags != nil {
			if err := json.Unmarshal(tags, &s.Tags); err != nil {
				return fmt.Errorf("read the tags of member %s: %w", s.ID, err)
			}
		}
		each(ref, s)
		return nil
	}, standing+where, set)
}

// Known tells which of some ids are those of members.
func Known(ctx context.Context, tx *store.Tx, ids []mall.MemberID) (map[mall.MemberID]bool, error) {
	known := make(map[mall.MemberID]bool, len(ids))
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return known, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		if err := scan(&id); err != nil {
			return err
		}
		known[id] = true
		return nil
	}, "select id from members where id "+tx.Dialect.In(1, "uuid"), set)
}

// Level is what a member's tier decides about redeeming.
type Level struct {
	Rank int
	// EarlyAccessHours is the most that the tier or a lower one gives: a higher rank
	// includes every lower one's rights.
	EarlyAccessHours int
	// OffsetPoints is how many points pay one unit of money: the tier's own, 0 where it
	// says nothing of it.
	OffsetPoints mall.Points
}

// Levels reads what each member's tier decides about redeeming.
func Levels(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]Level, error) {
	levels := make(map[mall.MemberID]Level, len(members))
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return levels, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var level Level
		if err := scan(&id, &level.Rank, &level.EarlyAccessHours, &level.OffsetPoints); err != nil {
			return err
		}
		levels[id] = level
		return nil
	}, "select m.id, t.rank, coalesce((select max(cast(l.rights ->> 'earlyAccessHours' as integer)) from tiers l where l.rank <= t.rank), 0), "+
		"coalesce(cast(t.rights ->> 'offsetPoints' as bigint), 0) "+
		"from members m join tiers t on t.id = m.tier_id where m.id "+tx.Dialect.In(1, "uuid"), set)
}

// Service reads members.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// Levels reads what each member's tier decides about redeeming; who is no member is missing.
func (s *Service) Levels(ctx context.Context, ids []mall.MemberID) (levels map[mall.MemberID]Level, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		levels, err = Levels(ctx, tx, ids)
		return err
	})
	return levels, err
}

// Get returns a member, or NOT_FOUND.
func (s *Service) Get(ctx context.Context, id mall.MemberID) (*ent.Member, error) {
	return Find(ctx, s.db.Ent(), id)
}

// ByRef returns the member with an external reference, or NOT_FOUND.
func (s *Service) ByRef(ctx context.Context, ref string) (*ent.Member, error) {
	return FindByRef(ctx, s.db.Ent(), ref)
}

// Bounds is what keeps a member from acting: whether staff have frozen them, and the birthday
// that they have stated. Who is no member has no bounds.
func Bounds(ctx context.Context, client *ent.Client, id mall.MemberID) (frozen bool, birthday *mall.Date, err error) {
	m, err := client.Member.Query().Where(entmember.ID(id)).Select(entmember.FieldFrozenAt, entmember.FieldBirthday).Only(ctx)
	if ent.IsNotFound(err) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	return m.FrozenAt != nil, m.Birthday, nil
}

// receiver is whether a member has left, and their birthday.
func receiver(ctx context.Context, client *ent.Client, id mall.MemberID) (left bool, birthday *mall.Date, err error) {
	m, err := client.Member.Query().Where(entmember.ID(id)).Select(entmember.FieldDeletedAt, entmember.FieldBirthday).Only(ctx)
	if ent.IsNotFound(err) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	return m.DeletedAt != nil, m.Birthday, nil
}

// Find returns a member, or NOT_FOUND.
func Find(ctx context.Context, client *ent.Client, id mall.MemberID) (*ent.Member, error) {
	m, err := client.Member.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return m, err
}

// FindByRef returns the member with an external reference, or NOT_FOUND.
func FindByRef(ctx context.Context, client *ent.Client, ref string) (*ent.Member, error) {
	m, err := client.Member.Query().Where(entmember.ExternalRef(ref)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return m, err
}

// FindByLogin returns the member with a login as Login folds it, or nil.
func FindByLogin(ctx context.Context, client *ent.Client, login string) (*ent.Member, error) {
	m, err := client.Member.Query().Where(entmember.Login(login)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return m, err
}

// NotFound says that there is no such member.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在")
}

// TiersDue lists members whose tier is to be reviewed by now, who wait longest first.
func TiersDue(ctx context.Context, tx *store.Tx, now time.Time, limit int) ([]mall.MemberID, error) {
	var due []mall.MemberID
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		if err := scan(&id); err != nil {
			return err
		}
		due = append(due, id)
		return nil
	}, "select id from members where tier_until is not null and tier_until <= $1 order by tier_until limit $2", now, limit)
	return due, err
}

// CountTiersDue counts members whose tier is to be reviewed by now.
func CountTiersDue(ctx context.Context, db *store.DB, now time.Time) (int, error) {
	return db.Ent().Member.Query().Where(entmember.TierUntilLTE(now)).Count(ctx)
}
