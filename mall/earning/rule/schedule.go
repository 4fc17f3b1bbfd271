package rule

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// Schedule is when events must have happened for a rule to apply, in the mall's zone.
// What is empty does not matter; all that is set must hold.
//
// Hours that span midnight, 20:00 to 02:00, are one night, and it belongs to the day on
// which it begins: a night of 10 November runs to 11 November 02:00, whatever the day of
// the 11th.
type Schedule struct {
	// From is the first instant, Until the one after the last. Of hours that span
	// midnight, a bound at the first instant of a day means days: the night before From
	// is not meant, and the last night before Until runs to its end.
	From  *time.Time `json:"from,omitempty"`
	Until *time.Time `json:"until,omitempty"`
	// Weekdays are ISO 8601's: 1 is Monday, 7 is Sunday.
	Weekdays []int `json:"weekdays,omitempty"`
	// TimeFrom and TimeUntil are "15:04"; where From is later, the time spans midnight.
	TimeFrom  string `json:"timeFrom,omitempty"`
	TimeUntil string `json:"timeUntil,omitempty"`
	// Dates are days, "2026-11-11", or days of every year, "11-11".
	Dates []string `json:"dates,omitempty"`
}

const clockLayout = "15:04"

// spansMidnight reports whether the hours run from one day into the next.
func (s Schedule) spansMidnight() bool { return s.TimeUntil != "" && s.TimeFrom > s.TimeUntil }

// holds reports whether the schedule includes an instant.
func (s Schedule) holds(at time.Time, zone *time.Location) bool {
	if s.From != nil && at.Before(s.bound(*s.From, zone)) || s.Until != nil && !at.Before(s.bound(*s.Until, zone)) {
		return false
	}
	if len(s.Weekdays) == 0 && s.TimeFrom == "" && s.TimeUntil == "" && len(s.Dates) == 0 {
		return true
	}
	now, day := at.In(zone).Format(clockLayout), mall.DateOf(at, zone)
	switch {
	case !s.spansMidnight():
		if now < s.TimeFrom || s.TimeUntil != "" && now >= s.TimeUntil {
			return false
		}
	case now < s.TimeUntil:
		day = day.AddDays(-1) // the night began on the evening before
	case now < s.TimeFrom:
		return false
	}
	return s.holdsDay(day)
}

// inForce reports whether the schedule has begun at an instant and is not over: whether the
// instant lies between its bounds and its first and last dates, at whatever hour and weekday.
func (s Schedule) inForce(at time.Time, zone *time.Location) bool {
	if s.From != nil && at.Before(s.bound(*s.From, zone)) || s.Until != nil && !at.Before(s.bound(*s.Until, zone)) {
		return false
	}
	if len(s.Dates) == 0 || slices.ContainsFunc(s.Dates, func(d string) bool { return len(d) == len("01-02") }) {
		return true // a day of every year
	}
	day := mall.DateOf(at, zone).String()
	return slices.Min(s.Dates) <= day && day <= slices.Max(s.Dates)
}

// bound is where a bound lies. Of nights, one at the first instant of a day stands at the
// end of the night that runs into this day.
func (s Schedule) bound(at time.Time, zone *time.Location) time.Time {
	day := mall.DateOf(at, zone)
	if !s.spansMidnight() || !at.Equal(mall.StartOfDay(day, zone)) {
		return at
	}
	return mall.TimeOfDay(day, sinceMidnight(s.TimeUntil), zone)
}

// longestWait is the most days from one day of a schedule to the next: 29 February on a
// given weekday comes back after 40 years at most, over 2100.
const longestWait = 41 * 366

// next is when the schedule holds from an instant on; ok is false when it does not any
// more.
func (s Schedule) next(now time.Time, zone *time.Location) (at time.Time, ok bool) {
	if s.From != nil && s.bound(*s.From, zone).After(now) {
		now = s.bound(*s.From, zone)
	}
	first := mall.DateOf(now, zone).AddDays(-1) // its night may not be over
	for day := first; day.Before(first.AddDays(longestWait).Time); day = day.AddDays(1) {
		if !s.holdsDay(day) {
			continue
		}
		begins, ends := s.hours(day, zone)
		if begins.Before(now) {
			begins = now
		}
		if s.Until != nil && !begins.Before(s.bound(*s.Until, zone)) {
			return time.Time{}, false
		}
		if begins.Before(ends) {
			return begins, true
		}
	}
	return time.Time{}, false
}

// hours are the first instant of a day's hours, and the one after the last.
func (s Schedule) hours(day mall.Date, zone *time.Location) (begins, ends time.Time) {
	begins, ends = mall.StartOfDay(day, zone), mall.StartOfDay(day.AddDays(1), zone)
	if s.TimeFrom != "" {
		begins = mall.TimeOfDay(day, sinceMidnight(s.TimeFrom), zone)
	}
	if s.spansMidnight() {
		day = day.AddDays(1)
	}
	if s.TimeUntil != "" {
		ends = mall.TimeOfDay(day, sinceMidnight(s.TimeUntil), zone)
	}
	return begins, ends
}

// checkFrom refuses a schedule that never holds from an instant on.
func (s Schedule) checkFrom(now time.Time, zone *time.Location) *mall.Error {
	if _, ok := s.next(now, zone); ok {
		return nil
	}
	switch {
	case s.Until != nil && !now.Before(s.bound(*s.Until, zone)):
		return bad("the schedule is over: it ended at %s", "时段已结束：%s", s.Until.In(zone).Format(time.RFC3339)).At("until")
	case len(s.Dates) > 0:
		return bad("none of the dates comes to pass within the schedule from now on", "今后的时段内没有符合的日期").At("dates")
	}
	return bad("the schedule has no time from now on", "今后没有符合的时段").At("until")
}

// sinceMidnight is how far into the day a time of day is; "24:00" is its end.
func sinceMidnight(clock string) time.Duration {
	t, err := time.Parse(clockLayout, clock)
	if err != nil { // "24:00": all else was checked when it was saved
		return 24 * time.Hour
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// holdsDay reports whether the schedule includes a day.
func (s Schedule) holdsDay(day mall.Date) bool {
	if len(s.Weekdays) > 0 && !slices.Contains(s.Weekdays, (int(day.Weekday())+6)%7+1) {
		return false
	}
	return len(s.Dates) == 0 || slices.Contains(s.Dates, day.String()) || slices.Contains(s.Dates, day.Format("01-02"))
}

func (s Schedule) check() *mall.Error {
	if s.From != nil && s.Until != nil && !s.From.Before(*s.Until) {
		return mall.Errorf(mall.CodeInvalidInput, "until must be after from", "结束时间须晚于开始时间").At("until")
	}
	for _, d := range s.Weekdays {
		if d < 1 || d > 7 {
			return mall.Errorf(mall.CodeInvalidInput, "a weekday is 1 (Monday) to 7 (Sunday), got %d", "星期须为 1（周一）至 7（周日），收到 %d", d).At("weekdays")
		}
	}
	for field, clock := range map[string]string{"timeFrom": s.TimeFrom, "timeUntil": s.TimeUntil} {
		if clock == "" || field == "timeUntil" && clock == "24:00" {
			continue
		}
		if t, err := time.Parse(clockLayout, clock); err != nil || t.Format(clockLayout) != clock {
			return mall.Errorf(mall.CodeInvalidInput, "%q is no time of day such as 09:30", "%q 不是 09:30 这样的时刻", clock).At(field)
		}
	}
	if s.TimeFrom != "" && s.TimeFrom == s.TimeUntil {
		return mall.Errorf(mall.CodeInvalidInput, "timeUntil is the same as timeFrom: no time is between them", "结束时刻与开始时刻相同，其间没有时间").At("timeUntil")
	}
	for _, d := range s.Dates {
		full := d
		if len(d) == len("01-02") {
			full = "2024-" + d // a leap year
		}
		if _, err := time.Parse(time.DateOnly, full); err != nil {
			return mall.Errorf(mall.CodeInvalidInput, "%q is no day such as 2026-11-11 or 11-11", "%q 不是 2026-11-11 或 11-11 这样的日期", d).At("dates")
		}
	}
	return nil
}
