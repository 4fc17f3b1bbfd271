package access

import (
	"context"
	"log/slog"
	"time"

	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/member"
	"pointsmall/mall/notice"
	"pointsmall/mall/store"
)

// Leaving is what a member's leaving touches beyond this package. Set it before members leave.
type Leaving struct {
	// Open says in both languages what must be settled first, each with how many there are.
	Open func(ctx context.Context, m mall.MemberID) ([]mall.Text, error)
	// Points are what the member can spend and what is pending, by currency.
	Points func(ctx context.Context, m mall.MemberID) ([]Lost, error)
	// Forfeit takes what can be spent in one currency.
	Forfeit func(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (mall.Points, error)
	// Forget takes what other records keep of who the member is.
	Forget []func(ctx context.Context, tx *store.Tx, m mall.MemberID) error
	// Pictures keeps their avatar.
	Pictures member.Pictures
}

// Lost is points that end with an account.
type Lost struct {
	Currency           mall.PointsCurrency
	Available, Pending mall.Points
}

// Farewell is what a member is told before they leave.
type Farewell struct {
	Lost []Lost
	// Open is what must be settled first; nothing: they may leave.
	Open []mall.Text
}

// Points are all points that end with the account, of all currencies together: what a member
// confirms.
func (f Farewell) Points() (sum mall.Points) {
	for _, l := range f.Lost {
		sum += l.Available + l.Pending
	}
	return sum
}

// Farewell says what leaving would cost a member, and what keeps them.
func (s *Service) Farewell(ctx context.Context, m mall.MemberID) (f Farewell, err error) {
	if f.Lost, err = s.Leaving.Points(ctx, m); err != nil {
		return f, err
	}
	f.Open, err = s.Leaving.Open(ctx, m)
	return f, err
}

// Leave is what a member states who leaves for good.
type Leave struct {
	// Points are all that they were told they lose.
	Points mall.Points
	// Contact is where Code was sent, of CodeContact; or Password is theirs. Who has neither gives
	// none.
	Contact        *mall.Contact
	Code, Password string
}

// Leave has the actor, a member, leave for good. Their sessions end at once; their points are
// taken, and what says who they are is deleted, here or by the job. Refusals: INVALID_STATE
// (something is open, or they have more points than they were told), UNAUTHENTICATED (the code or
// the password), INVALID_INPUT (neither is given).
func (s *Service) Leave(ctx context.Context, actor mall.Actor, l Leave) error {
	f, err := s.Farewell(ctx, actor.MemberID)
	if err != nil {
		return err
	}
	if len(f.Open) > 0 {
		return mall.Errorf(mall.CodeInvalidState, "settle this first: %[1]s", "请先处理：%[2]s", f.Open[0].EN, f.Open[0].ZH)
	}
	if f.Points() > l.Points {
		return mall.Errorf(mall.CodeInvalidState, "you would lose %[1]s, which is more than you were told", "注销将失去 %[2]d 积分，多于您确认的数量", mall.Count(f.Points(), "point"), f.Points()).At("expectedPoints")
	}
	begin := func(ctx context.Context, tx *store.Tx) error {
		m, err := member.Lock(ctx, tx, actor.MemberID)
		if err != nil {
			return err
		}
		if _, err := member.BeginLeaving(ctx, m, s.clock()); err != nil {
			return err
		}
		return s.end(ctx, tx, session.MemberID(actor.MemberID))
	}
	defer s.live.forget() // after the commit
	if err := s.proven(ctx, actor, l, begin); err != nil {
		return err
	}
	slog.InfoContext(ctx, "a member leaves", "member", actor.MemberID.String(), "from", mall.AddressOf(ctx).String())
	if err := s.finishLeaving(ctx, actor.MemberID); err != nil {
		slog.WarnContext(ctx, "a member has begun to leave; the job goes on", "member", actor.MemberID.String(), "error", err)
	}
	return nil
}

// proven runs f in a transaction once the actor has shown that they are not just somebody with
// their phone.
func (s *Service) proven(ctx context.Context, actor mall.Actor, l Leave, f func(context.Context, *store.Tx) error) error {
	if l.Contact != nil {
		m, err := member.Find(ctx, s.db.Ent(), actor.MemberID)
		if err != nil {
			return err
		}
		for _, c := range member.Contacts(m) {
			if c == *l.Contact {
				return s.withSentCode(ctx, proof{CodeContact, c, actor.MemberID}, l.Code, f)
			}
		}
		return mall.Errorf(mall.CodeInvalidInput, "this is no contact of yours", "这不是您的联系方式").At(l.Contact.Field())
	}
	m, err := member.Find(ctx, s.db.Ent(), actor.MemberID)
	if err != nil {
		return err
	}
	switch {
	case m.PasswordHash != nil:
		if err := s.checkOwn(ctx, m, l.Password, "password"); err != nil {
			return err
		}
	case len(member.Contacts(m)) > 0:
		return mall.Errorf(mall.CodeInvalidInput, "give a code that was sent to your phone number or e-mail address", "请提供发送至您手机号或邮箱的验证码").At("code")
	}
	return s.db.InTx(ctx, f)
}

// finishLeaving takes a leaving member's points, then what says who they are. It may be run
// again at any point.
func (s *Service) finishLeaving(ctx context.Context, id mall.MemberID) error {
	lost, err := s.Leaving.Points(ctx, id)
	if err != nil {
		return err
	}
	for _, l := range lost {
		if _, err := s.Leaving.Forfeit(ctx, id, l.Currency); err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := member.Lock(ctx, tx, id)
		if err != nil || m.DeletedAt != nil {
			return err
		}
		for _, forget := range s.Leaving.Forget {
			if err := forget(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := notice.ForgetMember(ctx, tx, id); err != nil {
			return err
		}
		if err := s.end(ctx, tx, session.MemberID(id)); err != nil {
			return err
		}
		return member.Wipe(ctx, tx, m, s.Leaving.Pictures, s.clock())
	})
}

// Jobs finish what members who leave have begun.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "finish-leaving", Says: "Delete what says who members are that leave, where a server stopped within it.", Every: 5 * time.Minute,
		Step: func(ctx context.Context) (int, error) {
			ids, err := member.Leaving(ctx, s.db.Ent(), 20)
			if err != nil {
				return 0, err
			}
			for i, id := range ids {
				if err := s.finishLeaving(ctx, id); err != nil {
					return i, err
				}
			}
			return len(ids), nil
		},
		Due: func(ctx context.Context) (int, error) { return member.CountLeaving(ctx, s.db.Ent()) },
	}}
}
