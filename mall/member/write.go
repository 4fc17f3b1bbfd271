package member

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// LowestTier is the tier that members begin with.
const LowestTier = "normal"

// NewMember is a member to add who does not sign in yet: a till's or an import's.
type NewMember struct {
	ID                       mall.MemberID
	ExternalRef, DisplayName string

	// Tier, Tags and Since are what another system knew of the member: see AddImported.
	Tier  string // "": the lowest
	Tags  []string
	Since time.Time // zero: now
}

// Add adds members of the lowest tier to the batch. Give them accounts in the same
// transaction.
func Add(batch *store.Batch, members []NewMember, now time.Time) {
	batch.Add("insert into members ("+columns+") select "+columns+" from {rows}", newRows(members, now))
}

const columns = "id, external_ref, display_name, folded, tier_id, created_at"

func newRows(members []NewMember, now time.Time) *store.Rows {
	rows := store.NewRows("id uuid", "external_ref text", "display_name text", "folded text", "tier_id text", "created_at timestamptz")
	for _, m := range members {
		rows.Add(m.ID, m.ExternalRef, m.DisplayName, FoldTexts(m.DisplayName, "", m.ExternalRef), LowestTier, now)
	}
	return rows
}

// AddMissing adds those members whose external reference nobody has yet, and
// returns their ids. Others may do the same at once: each reference is added once.
func AddMissing(ctx context.Context, tx *store.Tx, members []NewMember, now time.Time) ([]mall.MemberID, error) {
	rows := newRows(members, now)
	var added []mall.MemberID
	// "where true" tells SQLite that "on" does not begin a join's condition.
	err := tx.QueryRows(ctx, "insert into members ("+columns+") select "+columns+" from {rows} where true on conflict (external_ref) do nothing returning id", rows,
		func(scan func(...any) error) error {
			var id mall.MemberID
			if err := scan(&id); err != nil {
				return err
			}
			added = append(added, id)
			return nil
		})
	return added, err
}

// SetRef gives a member the number that tills know them by, or another. Refusals:
// INVALID_INPUT (the number; one that another member has), NOT_FOUND.
func (s *Service) SetRef(ctx context.Context, id mall.MemberID, ref string) (*ent.Member, error) {
	if ref == "" || len(ref) > mall.MaxKeyLength {
		return nil, mall.Errorf(mall.CodeInvalidInput, "externalRef must have 1 to %d bytes", "externalRef 须为 1 至 %d 字节", mall.MaxKeyLength).At("externalRef")
	}
	var row *ent.Member
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := Find(ctx, tx.Ent(), id)
		if err != nil {
			return err
		}
		taken, err := tx.Ent().Member.Query().Where(entmember.ExternalRef(ref), entmember.IDNEQ(id)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "another member has this externalRef", "该 externalRef 已属于其他会员").At("externalRef")
		}
		found.ExternalRef = &ref
		row, err = found.Update().SetExternalRef(ref).SetFolded(Folded(found)).Save(ctx)
		return err
	})
	return row, err
}

// CheckTags refuses tags that no member can have.
func CheckTags(tags []string) *mall.Error {
	if len(tags) > 50 {
		return mall.Errorf(mall.CodeInvalidInput, "a member has at most 50 tags", "每位会员最多 50 个标签").At("tags")
	}
	for _, t := range tags {
		if t == "" || len(t) > 64 {
			return mall.Errorf(mall.CodeInvalidInput, "a tag has 1 to 64 bytes", "标签须为 1 至 64 字节").At("tags")
		}
	}
	return nil
}

// SetTags replaces a member's tags, which rules may ask for, and notes which they were: what
// is told late goes by the tags of when it happened. Refusals: INVALID_INPUT, NOT_FOUND.
func (s *Service) SetTags(ctx context.Context, id mall.MemberID, tags []string) (*ent.Member, error) {
	if refusal := CheckTags(tags); refusal != nil {
		return nil, refusal
	}
	var row *ent.Member
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// Of two that change the tags at once, the second sees what the first has made of them.
		if err := tx.Watch(ctx, "members", id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "update members set tags_since = tags_since where id = $1", id); err != nil {
			return err
		}
		found, err := Find(ctx, tx.Ent(), id)
		if err != nil {
			return err
		}
		row = found
		if slices.Equal(found.Tags, tags) {
			return nil
		}
		now := s.clock()
		err = tx.Ent().TagChange.Create().SetMemberID(id).SetFromTags(nonNil(found.Tags)).SetToTags(nonNil(tags)).SetChangedAt(now).Exec(ctx)
		if err != nil {
			return err
		}
		row, err = found.Update().SetTags(tags).SetTagsSince(now).Save(ctx)
		return err
	})
	return row, err
}
