package setting

import (
	"slices"
	"strconv"
	"strings"

	"pointsmall/mall"
)

// maxReminders is how many reminders there may be of one lot of points, maxReminderDays
// how many days ahead the earliest.
const (
	maxReminders    = 10
	maxReminderDays = 365
)

// reminders are kept as "30,7,1", or as "" for none.
var reminders = fact{
	name:       "expiry_reminders",
	mayBeEmpty: true,
	parse: func(m *Mall, text string) (refusal *mall.Error) {
		m.ExpiryReminders, refusal = parseReminders(text)
		return refusal
	},
	text: func(m *Mall) string {
		parts := make([]string, len(m.ExpiryReminders))
		for i, n := range m.ExpiryReminders {
			parts[i] = strconv.Itoa(n)
		}
		return strings.Join(parts, ",")
	},
	check: func(m *Mall) (refusal *mall.Error) {
		m.ExpiryReminders, refusal = checkReminders(m.ExpiryReminders)
		return refusal
	},
}

// checkReminders refuses days that make no sense, and gives them back with the earliest
// reminder, which has most days, first.
func checkReminders(days []int) ([]int, *mall.Error) {
	sorted := slices.Clone(days)
	slices.SortFunc(sorted, func(a, b int) int { return b - a })
	switch {
	case len(sorted) > maxReminders:
		return nil, badReminders("there can be at most %d reminders", "提醒最多 %d 次", maxReminders)
	case len(sorted) == 0:
		return sorted, nil
	case sorted[0] > maxReminderDays || sorted[len(sorted)-1] < 1:
		return nil, badReminders("the days of a reminder must be from 1 to %d", "提醒的天数须为 1 至 %d", maxReminderDays)
	case len(slices.Compact(slices.Clone(sorted))) < len(sorted):
		return nil, badReminders("a day is named twice", "提醒的天数不能重复")
	}
	return sorted, nil
}

// parseReminders reads days as the table keeps them, in any order.
func parseReminders(text string) ([]int, *mall.Error) {
	var days []int
	if strings.TrimSpace(text) == "" {
		return days, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil, badReminders("%q is no whole number of days", "%q 不是整天数", part)
		}
		days = append(days, n)
	}
	return days, nil
}

func badReminders(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...).At("expiryReminderDays")
}
