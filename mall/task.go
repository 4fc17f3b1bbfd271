package mall

import "fmt"

// TaskPeriod is how often a task can be done.
type TaskPeriod string

// The periods: once for ever, or once in each day, week from Monday or month of the
// mall's calendar.
const (
	TaskOnce    TaskPeriod = "ONCE"
	TaskDaily   TaskPeriod = "DAILY"
	TaskWeekly  TaskPeriod = "WEEKLY"
	TaskMonthly TaskPeriod = "MONTHLY"
)

// Values lists the periods, for checks.
func (TaskPeriod) Values() []string { return values(TaskOnce, TaskDaily, TaskWeekly, TaskMonthly) }

// Window names the part of the calendar that a day falls into; "" for TaskOnce.
func (p TaskPeriod) Window(day Date) string {
	switch p {
	case TaskDaily:
		return day.String()
	case TaskWeekly:
		y, w := day.ISOWeek()
		return fmt.Sprintf("%d-W%02d", y, w)
	case TaskMonthly:
		return day.Format("2006-01")
	}
	return ""
}
