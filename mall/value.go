package mall

import "fmt"

// ValueError says why an input could not be read as its type. Its text is safe to show.
type ValueError string

// Error is the text.
func (e ValueError) Error() string { return string(e) }

// BadValue makes a ValueError.
func BadValue(format string, args ...any) error { return ValueError(fmt.Sprintf(format, args...)) }
