package member

import (
	"context"
	"time"

	"pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// AddImported adds those members whose external reference nobody has yet, with the tier, the tags and the day that
// another system knew of them, and returns their ids. A tier counts as given by staff: no review takes it.
func AddImported(ctx context.Context, tx *store.Tx, members []NewMember, now time.Time) ([]mall.MemberID, error) {
	rows := store.NewRows("id uuid", "external_ref text", "display_name text", "folded text", "tier_id text", "tier_granted bool", "tier_since timestamptz", "tags jsonb", "created_at timestamptz")
	for _, m := range members {
		tier, granted, since := LowestTier, m.Tier != "" && m.Tier != LowestTier, any(nil)
		if granted {
			tier, since = m.Tier, now
		}
		var tags any
		if len(m.Tags) > 0 {
			tags = store.JSON{Of: m.Tags}
		}
		joined := m.Since
		if joined.IsZero() {
			joined = now
		}
		rows.Add(m.ID, m.ExternalRef, m.DisplayName, FoldTexts(m.DisplayName, "", m.ExternalRef), tier, granted, since, tags, joined.UTC())
	}
	const columns = "id, external_ref, display_name, folded, tier_id, tier_granted, tier_since, tags, created_at"
	var added []mall.MemberID
	// "where true" tells SQLite that "on" does not begin a join's condition.
	err := tx.QueryRows(ctx, "insert into members ("+columns+") select "+columns+" from {rows} where true on conflict (external_ref) do nothing returning id", rows,
		func(scan func(...any) error) error {
			var id mall.MemberID
			err := scan(&id)
			added = append(added, id)
			return err
		})
	return added, err
}

// Removable says of members whether they sign in by now. Who is no member is missing.
func Removable(ctx context.Context, tx *store.Tx, ids []mall.MemberID) (signsIn map[mall.MemberID]bool, err error) {
	signsIn = make(map[mall.MemberID]bool, len(ids))
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return signsIn, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var login *string
		err := scan(&id, &login)
		signsIn[id] = login != nil
		return err
	}, "select id, login from members where id "+tx.Dialect.In(1, "uuid"), set)
}

// Remove removes members of whom nothing else is stored. Their accounts are locked, and closed.
func Remove(ctx context.Context, tx *store.Tx, ids []mall.MemberID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Ent().Member.Delete().Where(store.Among(member.FieldID, "uuid", ids)).Exec(ctx)
	return err
}
