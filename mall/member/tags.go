package member

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// TagChange is a change of a member's tags.
type TagChange struct {
	// From are the tags before it.
	From []string
	At   time.Time
}

// TagChangesSince reads the changes of members' tags from a time on, each member's in their
// order. Who has none is missing.
func TagChangesSince(ctx context.Context, tx *store.Tx, members []mall.MemberID, since time.Time) (map[mall.MemberID][]TagChange, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	changes := map[mall.MemberID][]TagChange{}
	return changes, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var from []byte
		var c TagChange
		if err := scan(&id, &from, &c.At); err != nil {
			return err
		}
		if err := json.Unmarshal(from, &c.From); err != nil {
			return fmt.Errorf("read the former tags of member %s: %w", id, err)
		}
		changes[id] = append(changes[id], c)
		return nil
	}, "select member_id, from_tags, changed_at from tag_changes where changed_at >= $2 and member_id "+tx.Dialect.In(1, "uuid")+" order by id", set, since.UTC())
}

// TagsAt are the tags that a member had at a time: those before the first later change, or
// those that they have now.
func TagsAt(now []string, changes []TagChange, at time.Time) []string {
	for _, c := range changes {
		if c.At.After(at) {
			return c.From
		}
	}
	return now
}

// nonNil returns an empty list instead of nil, which the database would store as null.
func nonNil(tags []string) []string {
	if tags == nil {
		return []string{}
	}
	return tags
}
