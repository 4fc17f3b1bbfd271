package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// CheckIn is a member's wish to check in: today, or for a day that was missed.
type CheckIn struct {
	Member mall.MemberID
	Key    string
	// MakeUp is the missed day; nil: today.
	MakeUp *mall.Date
}

// CheckedIn is a day that was checked in.
type CheckedIn struct {
	Day mall.Date
	// Streak is the day's place in its unbroken row of days, Points what it earned.
	Streak int
	Points mall.Points
}

// CheckIn checks a member in, for the present day of the mall's calendar or for one
// that was missed. Refusals: INVALID_INPUT, NOT_FOUND (the member), LIMIT_EXCEEDED (the
// day is checked in already), IDEMPOTENCY_CONFLICT; for a missed day also
// NOT_AVAILABLE (the mall does not offer it), EXPIRED (it is too long ago),
// INSUFFICIENT_POINTS. The same key gives the same day again.
func (s *Service) CheckIn(ctx context.Context, c CheckIn) (CheckedIn, error) {
	return checkingIn.Do(ctx, s.checkIns, c)
}

// checkingIn is the use case of a check-in, which carries its key.
var checkingIn = &useCase[CheckIn, CheckedIn]{
	Check: func(c CheckIn) *mall.Error { return mall.CheckKey(c.Key) }, Want: CheckIn.want, Decide: CheckIn.decide,
	Repeats: &byKey[CheckIn, CheckedIn]{Before: CheckIn.before, Fingerprint: CheckIn.fingerprint},
}

// fingerprint is the day that is made up; "": today is meant.
func (c CheckIn) fingerprint() string {
	if c.MakeUp == nil {
		return ""
	}
	return c.MakeUp.String()
}

func (c CheckIn) before(d *desk) (before store.Before[CheckedIn], ok bool) {
	row := d.days.Key(c.Member, c.Key)
	if row == nil {
		return before, false
	}
	before.Answer = CheckedIn{row.Day, row.Streak, row.Points}
	if row.MadeUp {
		before.Fingerprint = row.Day.String()
	}
	return before, true
}

// want asks for the day, the days that follow it, which may get new places in their row,
// and the day before.
func (c CheckIn) want(d *desk) {
	today := d.today()
	day := today
	if c.MakeUp != nil {
		day = *c.MakeUp
		if first := today.AddDays(-d.settings.MakeUpDays); day.Before(first.Time) {
			day = first // it will be refused
		}
		d.wants.Spends(c.Member, d.settings.MakeUpPrice)
	}
	d.wants.people = append(d.wants.people, c.Member)
	d.wants.days = append(d.wants.days, activity.Span{Member: c.Member, First: day.AddDays(-1), Last: today, Key: c.Key})
	for ; !day.After(today.Time); day = day.AddDays(1) {
		d.wants.may(possible{member: c.Member, event: rule.Event{Trigger: mall.TriggerCheckIn, At: mall.StartOfDay(day, d.settings.Zone), Source: purchase.Mall}})
	}
}

// today is the present day of the mall's calendar.
func (d *desk) today() mall.Date { return mall.DateOf(d.now, d.settings.Zone) }

// checkInOccasion is a day's check-in at a place of its row.
func checkInOccasion(m mall.MemberID, day mall.Date, streak int, at time.Time, id mall.CheckInID) *occasion {
	return &occasion{
		member: m, subject: mall.GrantID(id), ref: id.String(),
		event: rule.Event{Trigger: mall.TriggerCheckIn, At: at, Source: purchase.Mall, Streak: streak},
		what:  mall.Textf("Check-in of %s", "%s 签到", day),
	}
}

func (c CheckIn) decide(d *desk) (CheckedIn, *mall.Error) {
	if refusal := d.settings.MayEarn(); refusal != nil {
		return CheckedIn{}, refusal
	}
	account, ok := d.book.Account(c.Member)
	if !ok {
		return CheckedIn{}, member.NotFound()
	}
	day, at, paid := d.today(), d.now, mall.Points(0)
	if c.MakeUp != nil {
		day, at, paid = *c.MakeUp, mall.StartOfDay(*c.MakeUp, d.settings.Zone), d.settings.MakeUpPrice
		if refusal := d.mayMakeUp(day, account); refusal != nil {
			return CheckedIn{}, refusal
		}
	}
	if d.days.Day(c.Member, day) != nil {
		return CheckedIn{}, d.twice(day)
	}
	row := &activity.CheckIn{
		ID: mall.NewCheckInID(), Member: c.Member, Day: day, Streak: d.days.Next(c.Member, day), MadeUp: c.MakeUp != nil, Paid: paid, Key: c.Key, At: d.now,
	}
	got, refusal := d.award(checkInOccasion(c.Member, day, row.Streak, at, row.ID))
	if refusal != nil {
		return CheckedIn{}, refusal
	}
	if row.MadeUp {
		reason := mall.Textf("Check-in of %s made up", "补签 %s", day)
		if _, refusal := account.Spend(mall.EntrySpend, paid, ledger.Cause{Ref: row.ID.String(), Reason: &reason}); refusal != nil {
			return CheckedIn{}, refusal // cannot be: mayMakeUp looked
		}
	}
	row.Points = got.points
	d.days.Add(row)
	d.moveOn(row)
	return CheckedIn{row.Day, row.Streak, row.Points}, nil
}

func (d *desk) mayMakeUp(day mall.Date, account *ledger.Account) *mall.Error {
	switch price := d.settings.MakeUpPrice; {
	case price == 0:
		return mall.Errorf(mall.CodeNotAvailable, "this mall has no make-up check-ins", "本商城不支持补签").At("day")
	case !day.Before(d.today().Time):
		return mall.Errorf(mall.CodeInvalidInput, "only a day that is over can be made up", "仅可补签过去的日期").At("day")
	case day.Before(d.today().AddDays(-d.settings.MakeUpDays).Time):
		return mall.Errorf(mall.CodeExpired, "a missed day can be made up within %s", "仅可补签 %d 天内的日期", mall.Count(d.settings.MakeUpDays, "day")).At("day")
	case account.Available() < price:
		refusal := mall.Errorf(mall.CodeInsufficientPoints, "making a day up costs %s, and %d can be spent", "补签需 %d 积分，可用积分为 %d", mall.Count(price, "point"), account.Available()).At("day")
		refusal.Figures = mall.Figures{Required: int64(price), Available: int64(account.Available())}
		return refusal
	}
	return nil
}

// twice says that a day is checked in already, and when the next one begins.
func (d *desk) twice(day mall.Date) *mall.Error {
	next := mall.StartOfDay(d.today().AddDays(1), d.settings.Zone).In(d.settings.Zone).Format(time.RFC3339)
	refusal := mall.Errorf(mall.CodeLimitExceeded, "%s is checked in already; the next day begins at %s", "%s 已签到，下次签到从 %s 开始", day, next)
	refusal.Figures = mall.Figures{Limit: 1}
	return refusal
}

// moveOn gives the days that follow a made-up one their new places, and what they earn
// there beyond what they have, so that it does not matter which day came first.
func (d *desk) moveOn(row *activity.CheckIn) {
	for at := row; ; {
		next := d.days.Day(row.Member, at.Day.AddDays(1))
		if next == nil || next.Streak == at.Streak+1 {
			return
		}
		o := checkInOccasion(next.Member, next.Day, at.Streak+1, next.At, next.ID)
		next.Move(at.Streak+1, d.topUp(o, next.Points))
		at = next
	}
}
