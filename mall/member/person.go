package member

import (
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// PersonChange is what is to change of a member's profile; what is nil stays.
type PersonChange struct {
	DisplayName *string
	// Birthday can be stated once a year.
	Birthday *mall.Date
	// Gender points to nil to take it back.
	Gender **mall.Gender
}

// oldest is the first birthday that anybody may state.
var oldest = mall.NewDate(1900, time.January, 1)

// ChangePerson changes a member's profile. zone is where the mall's days begin. Refusals:
// NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT, NOT_AVAILABLE (the birthday was stated less than a
// year ago).
func (s *Service) ChangePerson(ctx context.Context, id mall.MemberID, version int, c PersonChange, zone *time.Location) (changed *ent.Member, err error) {
	now := s.clock()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if m.Version != version {
			return outdated(m)
		}
		update := m.Update().SetVersion(m.Version + 1)
		if c.DisplayName != nil {
			name := strings.TrimSpace(*c.DisplayName)
			if name == "" || len(name) > 128 {
				return mall.Errorf(mall.CodeInvalidInput, "displayName must have 1 to 128 bytes", "昵称须为 1 至 128 字节").At("displayName")
			}
			m.DisplayName = name
			update.SetDisplayName(name).SetFolded(Folded(m))
		}
		if c.Birthday != nil && (m.Birthday == nil || *m.Birthday != *c.Birthday) {
			if refusal := mayState(m, *c.Birthday, now, zone); refusal != nil {
				return refusal
			}
			update.SetBirthday(*c.Birthday).SetBirthdaySetAt(now)
		}
		if c.Gender != nil {
			if *c.Gender == nil {
				update.ClearGender()
			} else {
				update.SetGender(**c.Gender)
			}
		}
		changed, err = update.Save(ctx)
		return err
	})
	return changed, err
}

func outdated(m *ent.Member) *mall.Error {
	return mall.Outdated(mall.Text{EN: "the member", ZH: "会员资料"}, "version", m.Version)
}

// mayState refuses a birthday that nobody has, and one that comes too soon after another.
func mayState(m *ent.Member, birthday mall.Date, now time.Time, zone *time.Location) *mall.Error {
	if today := mall.DateOf(now, zone); birthday.After(today.Time) || birthday.Before(oldest.Time) {
		return mall.Errorf(mall.CodeInvalidInput, "birthday must be from %s to today", "生日须在 %s 至今天之间", oldest).At("birthday")
	}
	if m.BirthdaySetAt == nil {
		return nil
	}
	if next := m.BirthdaySetAt.AddDate(1, 0, 0); now.Before(next) {
		return mall.Errorf(mall.CodeNotAvailable, "the birthday can be changed once a year: again from %s on", "生日每年仅可修改一次：%s 起可再次修改", mall.DateOf(next, zone)).At("birthday")
	}
	return nil
}

// Age is how many years old somebody is on a day. Who was born on 29 February is a year older on
// 1 March of other years.
func Age(birthday, on mall.Date) int {
	years := on.Year() - birthday.Year()
	if on.Month() < birthday.Month() || on.Month() == birthday.Month() && on.Day() < birthday.Day() {
		years--
	}
	return years
}

// IsMinor reports whether somebody is known to be younger than an age; 0: nobody is.
func IsMinor(birthday *mall.Date, adult int, on mall.Date) bool {
	return birthday != nil && Age(*birthday, on) < adult
}

// Pictures keeps pictures that members show; see media.Service.
type Pictures interface {
	UseAvatar(ctx context.Context, tx *store.Tx, m mall.MemberID, picture *mall.PictureID) error
}

// SetAvatar shows a picture as the member's; nil: none. Refusals: NOT_FOUND.
func (s *Service) SetAvatar(ctx context.Context, id mall.MemberID, picture *mall.PictureID, pictures Pictures) (changed *ent.Member, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := pictures.UseAvatar(ctx, tx, id, picture); err != nil {
			return err
		}
		update := m.Update().SetVersion(m.Version + 1).ClearAvatarID()
		if picture != nil {
			update.SetAvatarID(*picture)
		}
		changed, err = update.Save(ctx)
		return err
	})
	return changed, err
}

// MayReceive refuses points and coupons for somebody who has left (NOT_FOUND), and for one who is
// known to be a minor (NOT_ELIGIBLE): who is younger than adult, in the zone of the mall. Whether
// there is such a member at all is for whoever gives.
func (s *Service) MayReceive(ctx context.Context, id mall.MemberID, adult int, zone *time.Location) error {
	left, birthday, err := receiver(ctx, s.db.Ent(), id)
	switch {
	case err != nil:
		return err
	case left:
		return NotFound()
	case IsMinor(birthday, adult, mall.DateOf(s.clock(), zone)):
		return mall.Errorf(mall.CodeNotEligible, "a member who is a minor receives nothing from others", "未成年会员不能接收他人赠送")
	}
	return nil
}
