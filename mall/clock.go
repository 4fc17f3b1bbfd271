package mall

import "time"

// Clock tells the time. Tests set their own.
type Clock func() time.Time

// SystemClock is the machine's time in UTC, cut to the microseconds that both
// databases keep.
func SystemClock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
