package imports

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"pointsmall/mall"
)

// DateOrder says what comes first in a date that does not begin with its year.
type DateOrder string

// The orders. Dates that begin with their year (2026-03-04, 2026/3/4, 20260304,
// 2026年3月4日) are read in each of them.
const (
	YearFirst  DateOrder = "ymd"
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

// dateForm splits 2026-03-04 08:05:06 and its relatives: three numbers, then perhaps a time.
var dateForm = regexp.MustCompile(`^(\d{1,4})([-/.]|年)(\d{1,2})([-/.]|月)(\d{1,4})日?` +
	`(?:[T ]?\s*(?i:(AM|PM|上午|下午)\s*)?(\d{1,2})(?::|时|点)(\d{1,2})(?:(?::|分)(\d{1,2})(?:\.\d+)?)?(?:秒|分)?(?i:\s*(AM|PM))?)?$`)

// packedForm splits 20260304 and 20260304080506.
var packedForm = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2}):?(\d{2}))?$`)

// dayNumber is how a spreadsheet keeps a date: days since 1900, such as 40513.35.
var dayNumber = regexp.MustCompile(`^\d{5}(\.\d+)?$`)

// readTime reads a date, with a time or without. A time zone in it wins over zone.
// why says what is wrong; empty: nothing.
func readTime(s string, order DateOrder, zone *time.Location) (at time.Time, why string) {
	s = width.Narrow.String(s)
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, ""
	}
	if p := packedForm.FindStringSubmatch(s); p != nil {
		return makeTime(zone, p[1], p[2], p[3], p[4], p[5], p[6], "")
	}
	p := dateForm.FindStringSubmatch(s)
	switch {
	case p == nil && dayNumber.MatchString(s):
		return at, abridge(s) + " is a spreadsheet's day number: format the column as a date and export it again"
	case p == nil:
		return at, abridge(s) + " is no date such as 2006-01-02 15:04:05"
	case p[2] != p[4] && (p[2] != "年" || p[4] != "月"):
		return at, abridge(s) + " is no date such as 2006-01-02 15:04:05"
	}
	year, month, day := p[1], p[3], p[5]
	if len(year) != 4 {
		switch {
		case len(day) != 4:
			return at, abridge(s) + " has no year of four digits"
		case order == DayFirst:
			year, month, day = p[5], p[3], p[1]
		case order == MonthFirst:
			year, month, day = p[5], p[1], p[3]
		default:
			return at, abridge(s) + " may begin with its day or its month: say by --dates dmy or --dates mdy"
		}
	}
	return makeTime(zone, year, month, day, p[7], p[8], p[9], p[6]+p[10])
}

// firstOf says what a date begins with, where it can be read in one way alone: 31/12/2026,
// 12/31/2026, and with dots, which only countries use that write the day first.
func firstOf(s string) DateOrder {
	p := dateForm.FindStringSubmatch(width.Narrow.String(s))
	if p == nil || p[2] != p[4] || len(p[1]) > 2 || len(p[5]) != 4 {
		return YearFirst
	}
	switch first, second := number(p[1]), number(p[3]); {
	case first > 12 && second <= 12, p[2] == ".":
		return DayFirst
	case second > 12 && first <= 12:
		return MonthFirst
	}
	return YearFirst
}

// makeTime makes a time of texts that are digits or empty.
func makeTime(zone *time.Location, year, month, day, hour, minute, second, half string) (at time.Time, why string) {
	h, ok := hourOf(number(hour), half)
	date := mall.NewDate(number(year), time.Month(number(month)), number(day))
	clock := time.Duration(h)*time.Hour + time.Duration(number(minute))*time.Minute + time.Duration(number(second))*time.Second
	at = mall.TimeOfDay(date, clock, zone)
	switch {
	case date.Day() != number(day) || int(date.Month()) != number(month):
		return at, fmt.Sprintf("there is no day %s of month %s in %s", day, month, year)
	case !ok || number(minute) > 59 || number(second) > 59:
		return at, fmt.Sprintf("there is no time %s:%s:%s %s", hour, minute, second, half)
	}
	return at, ""
}

// hourOf is the hour of the day; half is AM, PM, 上午, 下午 or empty.
func hourOf(hour int, half string) (of24 int, ok bool) {
	switch strings.ToUpper(half) {
	case "":
		return hour, hour <= 23
	case "AM", "上午":
		return hour % 12, hour <= 12
	case "下午":
		if hour > 12 && hour <= 23 { // 下午15:04 is written, too
			return hour, true
		}
	case "PM":
	default: // both: AM 3:00 PM
		return 0, false
	}
	return hour%12 + 12, hour >= 1 && hour <= 12
}

// number is the value of digits, of which there are four at most.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil { // empty: a date without a time
		return 0
	}
	return n
}
