package rule

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// Schedule is when events must have happened for a rule to apply, in the mall's zone.
// What is empty does not matter; all that is set must hold.
type Schedule struct {
	// From is the first instant, Until the one after the last.
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

// holds reports whether the schedule includes an instant.
func (s Schedule) holds(at time.Time, zone *time.Location) bool {
	if s.From != nil && at.Before(*s.From) || s.Until != nil && !at.Before(*s.Until) {
		return false
	}
	if len(s.Weekdays) == 0 && s.TimeFrom == "" && s.TimeUntil == "" && len(s.Dates) == 0 {
		return true
	}
	local := at.In(zone)
	if len(s.Weekdays) > 0 && !slices.Contains(s.Weekdays, (int(local.Weekday())+6)%7+1) {
		return false
	}
	if len(s.Dates) > 0 && !slices.Contains(s.Dates, local.Format(time.DateOnly)) && !slices.Contains(s.Dates, local.Format("01-02")) {
		return false
	}
	return s.holdsClock(local.Format(clockLayout))
}

func (s Schedule) holdsClock(now string) bool {
	until := s.TimeUntil
	if until == "" {
		until = "24:00"
	}
	if s.TimeFrom <= until {
		return s.TimeFrom <= now && now < until
	}
	return s.TimeFrom <= now || now < until
}

func (s Schedule) check() *mall.Error {
	if s.From != nil && s.Until != nil && !s.From.Before(*s.Until) {
		return mall.Errorf(mall.CodeInvalidInput, "until must be after from", "结束时间须晚于开始时间").At("until")
	}
	for _, d := range s.Weekdays {
		if d < 1 || d > 7 {
			return mall.Errorf(mall.CodeInvalidInput, "a weekday is 1 (Monday) to 7 (Sunday), got %d", "星期须为 1(周一)至 7(周日),收到 %d", d).At("weekdays")
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
