package member

import (
	"context"

	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Profile is what everybody may know of a member. Logins, references and points
// are not even read.
type Profile struct {
	ID          mall.MemberID
	DisplayName string
	TierID      string
}

// Profiles reads members' profiles by id.
func (s *Service) Profiles(ctx context.Context, ids []mall.MemberID) (map[mall.MemberID]*Profile, error) {
	rows, err := s.db.Ent().Member.Query().Where(store.Among(entmember.FieldID, "uuid", ids)).
		Select(entmember.FieldID, entmember.FieldDisplayName, entmember.FieldTierID).All(ctx)
	profiles := make(map[mall.MemberID]*Profile, len(rows))
	for _, m := range rows {
		profiles[m.ID] = &Profile{ID: m.ID, DisplayName: m.DisplayName, TierID: m.TierID}
	}
	return profiles, err
}
