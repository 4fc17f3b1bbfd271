package mall

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ExpiryKind says how the last valid day of points is found.
type ExpiryKind string

// The kinds of expiry. DAYS, MONTHS and YEARS count from the day of earning;
// INACTIVE_MONTHS from the day of the member's newest activity, which at first is the
// earning itself.
const (
	ExpireNever          ExpiryKind = "NEVER"
	ExpireDays           ExpiryKind = "DAYS"
	ExpireMonths         ExpiryKind = "MONTHS"
	ExpireYears          ExpiryKind = "YEARS"
	ExpireInactiveMonths ExpiryKind = "INACTIVE_MONTHS"
	ExpireEndOfMonth     ExpiryKind = "END_OF_MONTH"
	ExpireEndOfQuarter   ExpiryKind = "END_OF_QUARTER"
	ExpireEndOfHalfYear  ExpiryKind = "END_OF_HALF_YEAR"
	ExpireEndOfYear      ExpiryKind = "END_OF_YEAR"
)

// Values lists the kinds.
func (ExpiryKind) Values() []string {
	return values(ExpireNever, ExpireDays, ExpireMonths, ExpireYears, ExpireInactiveMonths, ExpireEndOfMonth, ExpireEndOfQuarter, ExpireEndOfHalfYear, ExpireEndOfYear)
}

// Counts reports whether the kind needs a number.
func (k ExpiryKind) Counts() bool {
	return k == ExpireDays || k == ExpireMonths || k == ExpireYears || k == ExpireInactiveMonths
}

// Expiry is a policy for how long earned points can be spent. The zero policy is never.
type Expiry struct {
	Kind ExpiryKind `json:"kind"`
	// N counts days, months or years; 0 for other kinds.
	N int `json:"n,omitempty"`
}

// most bounds N, so that no date leaves the calendar: 36,500 days, 1,216 months or years.
func (k ExpiryKind) most() int {
	if k == ExpireDays {
		return 36500
	}
	return 1216
}

// Check refuses a policy that makes no sense.
func (e Expiry) Check() *Error {
	switch e.Kind {
	case ExpireDays, ExpireMonths, ExpireYears, ExpireInactiveMonths:
		if e.N < 1 || e.N > e.Kind.most() {
			return Errorf(CodeInvalidInput, "the number of %s must be from 1 to %d", "%s 的数量须为 1 至 %d", e.Kind, e.Kind.most()).At("n")
		}
	case ExpireNever, ExpireEndOfMonth, ExpireEndOfQuarter, ExpireEndOfHalfYear, ExpireEndOfYear, "":
		if e.N != 0 {
			return Errorf(CodeInvalidInput, "%s takes no number", "%s 不需要数量", e.Kind).At("n")
		}
	default:
		return Errorf(CodeInvalidInput, "no such expiry policy: %q", "过期策略不存在：%q", string(e.Kind)).At("kind")
	}
	return nil
}

// ParseExpiry reads a policy as settings keep it: "NEVER", "1 YEARS", "END_OF_YEAR".
func ParseExpiry(s string) (Expiry, error) {
	words := strings.Fields(s)
	var e Expiry
	switch len(words) {
	case 1:
		e.Kind = ExpiryKind(words[0])
	case 2:
		n, err := strconv.Atoi(words[0])
		if err != nil {
			return e, fmt.Errorf("expiry %q: %q is no number", s, words[0])
		}
		e = Expiry{Kind: ExpiryKind(words[1]), N: n}
	default:
		return e, fmt.Errorf("expiry %q: want NEVER, 1 YEARS, 12 MONTHS, 365 DAYS, 12 INACTIVE_MONTHS, END_OF_MONTH, …", s)
	}
	if refusal := e.Check(); refusal != nil {
		return e, fmt.Errorf("expiry %q: %w", s, refusal)
	}
	return e, nil
}

// String is the form that ParseExpiry reads.
func (e Expiry) String() string {
	switch {
	case e.Kind == "":
		return string(ExpireNever)
	case e.Kind.Counts():
		return fmt.Sprintf("%d %s", e.N, e.Kind)
	}
	return string(e.Kind)
}

// After is when points earned at the given time expire: the local midnight after their
// last valid day in zone. It is nil when they never do.
func (e Expiry) After(earned time.Time, zone *time.Location) *time.Time {
	last, ok := e.lastDay(DateOf(earned, zone))
	if !ok {
		return nil
	}
	at := StartOfDay(last.AddDays(1), zone)
	return &at
}

// Lives is how many days after the day of earning the last valid day of points lies, at
// least and at most; ok is false when they do not expire by their day of earning alone.
func (e Expiry) Lives() (least, most int, ok bool) {
	if e.Kind == ExpireInactiveMonths {
		return 0, 0, false
	}
	first := NewDate(2024, time.January, 1)
	for i := range 4*365 + 1 { // every day of a leap year and of three others
		day := first.AddDays(i)
		last, ends := e.lastDay(day)
		if !ends {
			return 0, 0, false
		}
		days := int(last.Sub(day.Time) / (24 * time.Hour))
		if i == 0 {
			least = days
		}
		least, most = min(least, days), max(most, days)
	}
	return least, most, true
}

// IdleMonths is after how many months without activity points lapse; 0: activity does
// not matter to them.
func (e Expiry) IdleMonths() int {
	if e.Kind == ExpireInactiveMonths {
		return e.N
	}
	return 0
}

// IdleUntil is when points lapse that last so many months from the day of the newest
// activity: the local midnight after the same day then, or after that month's last.
func IdleUntil(active Date, months int, zone *time.Location) time.Time {
	return StartOfDay(active.addMonths(months).AddDays(1), zone)
}

// lastDay is the last day on which points that were earned on day can be spent.
func (e Expiry) lastDay(day Date) (last Date, ok bool) {
	y, m, _ := day.Date()
	endOf := func(months int) Date { // the end of the part of the year that has so many months
		part := (int(m) - 1) / months
		return NewDate(y, time.Month((part+1)*months+1), 0)
	}
	switch e.Kind {
	case ExpireDays:
		return day.AddDays(e.N), true
	case ExpireMonths, ExpireInactiveMonths:
		return day.addMonths(e.N), true
	case ExpireYears:
		return day.addMonths(12 * e.N), true
	case ExpireEndOfMonth:
		return endOf(1), true
	case ExpireEndOfQuarter:
		return endOf(3), true
	case ExpireEndOfHalfYear:
		return endOf(6), true
	case ExpireEndOfYear:
		return endOf(12), true
	}
	return Date{}, false
}

// addMonths is the same day so many months later, or that month's last day where it
// has no such day: 31 January + 1 month is 28 or 29 February.
func (d Date) addMonths(n int) Date {
	y, m, day := d.Date()
	last := NewDate(y, m+time.Month(n)+1, 0)
	return last.AddDays(min(0, day-last.Day()))
}
