package member

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/address"
	"pointsmall/ent/dataexport"
	"pointsmall/ent/identity"
	entmember "pointsmall/ent/member"
	"pointsmall/ent/tagchange"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// leaving is who froze a member that leaves: what is left to do goes on by itself.
const leaving = "leaving"

// Gone is what a member is called who has left.
const Gone = "已注销 · Left"

// BeginLeaving has a member do nothing more, in the transaction that ends their sessions. m is
// locked.
func BeginLeaving(ctx context.Context, m *ent.Member, at time.Time) (*ent.Member, error) {
	return m.Update().SetFrozenAt(at).SetFrozenBy(leaving).SetFrozenReason("You are leaving · 正在注销").SetVersion(m.Version + 1).Save(ctx)
}

// Leaving are members who have begun to leave, and have not left.
func Leaving(ctx context.Context, client *ent.Client, limit int) ([]mall.MemberID, error) {
	return client.Member.Query().Where(entmember.FrozenBy(leaving), entmember.DeletedAtIsNil()).Limit(limit).IDs(ctx)
}

// CountLeaving counts them.
func CountLeaving(ctx context.Context, client *ent.Client) (int, error) {
	return client.Member.Query().Where(entmember.FrozenBy(leaving), entmember.DeletedAtIsNil()).Count(ctx)
}

// Wipe takes all that says who a member is, and leaves the row to which the books belong: its id,
// its tier, and when it joined. What they consented to stays, under that id. pictures takes their
// avatar. m is locked.
func Wipe(ctx context.Context, tx *store.Tx, m *ent.Member, pictures Pictures, at time.Time) error {
	if err := pictures.UseAvatar(ctx, tx, m.ID, nil); err != nil {
		return err
	}
	if _, err := tx.Ent().Address.Delete().Where(address.MemberID(m.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.Ent().Identity.Delete().Where(identity.MemberID(m.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.Ent().DataExport.Delete().Where(dataexport.MemberID(m.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.Ent().TagChange.Delete().Where(tagchange.MemberID(m.ID)).Exec(ctx); err != nil {
		return err
	}
	update := m.Update().SetDisplayName(Gone).SetFolded(FoldTexts(Gone, "", "")).ClearExternalRef().ClearPasswordHash().ClearPhone().ClearEmail().
		ClearBirthday().ClearBirthdaySetAt().ClearGender().ClearAvatarID().ClearCardNumber().ClearCardSecret().ClearReferralCode().ClearTags().ClearTagsSince().
		ClearLastActiveAt().ClearFrozenReason().SetDeletedAt(at).SetVersion(m.Version + 1)
	if m.Login != nil { // replays of sign-ups know by it who has signed up
		update.SetLogin(m.ID.String())
	}
	return update.Exec(ctx)
}
