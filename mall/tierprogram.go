package mall

import (
	"encoding/json"
	"fmt"
	"time"
)

// TierProgram says over which window members qualify for tiers, and how they lose them.
// The zero value is a rolling year, at whose end members fall to the tier they reach.
type TierProgram struct {
	// CalendarYear makes the window the mall's calendar year instead of a rolling one.
	CalendarYear bool `json:"calendarYear,omitempty"`
	// Months is the length of a rolling window; 0 means 12.
	Months int `json:"months,omitempty"`
	// OneStep lets members fall by one tier at a time at most.
	OneStep bool `json:"oneStep,omitempty"`
	// GraceDays are given after a window's end before the review.
	GraceDays int `json:"graceDays,omitempty"`
}

// ParseTierProgram reads a program as settings keep it: JSON, or "" for the default.
func ParseTierProgram(s string) (p TierProgram, err error) {
	if s == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(s), &p); err != nil {
		return p, fmt.Errorf("%q is no tier program: %w", s, err)
	}
	if refusal := p.Check(); refusal != nil {
		return p, fmt.Errorf("%q: %w", s, refusal)
	}
	return p, nil
}

// Check refuses a program that makes no sense.
func (p TierProgram) Check() *Error {
	switch {
	case p.Months < 0 || p.Months > 120:
		return Errorf(CodeInvalidInput, "a window must have 1 to 120 months", "考核周期须为 1 至 120 个月").At("months")
	case p.GraceDays < 0 || p.GraceDays > 366:
		return Errorf(CodeInvalidInput, "graceDays must be from 0 to 366", "宽限天数须为 0 至 366").At("graceDays")
	}
	return nil
}

// Window is how many months a rolling window has.
func (p TierProgram) Window() int {
	if p.Months == 0 {
		return 12
	}
	return p.Months
}

// Since is the first day of the window that a day lies in; the day is its last.
func (p TierProgram) Since(day Date) Date {
	if p.CalendarYear {
		return NewDate(day.Year(), time.January, 1)
	}
	return day.addMonths(-p.Window()).AddDays(1)
}

// Until is the last day for which a tier holds that is reached, or kept, on a day.
func (p TierProgram) Until(day Date) Date {
	if p.CalendarYear {
		return NewDate(day.Year(), time.December, 31)
	}
	return day.addMonths(p.Window())
}

// Renews is the day from which a tier that is kept at a window's end holds again.
func (p TierProgram) Renews(last Date) Date {
	if p.CalendarYear {
		return last.AddDays(1)
	}
	return last
}
