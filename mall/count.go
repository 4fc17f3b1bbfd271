package mall

import (
	"fmt"
	"io"
	"strconv"
)

// Counted is a number of things, for texts in both languages: %s is the number with its
// noun ("1 point", "2 points"), and %d the number alone, for Chinese, which has no plural.
type Counted struct{ number, noun string }

// Count counts things. noun is what one of them is called; its plural has an s behind.
func Count[N ~int | ~int32 | ~int64](n N, noun string) Counted {
	return CountOf(strconv.FormatInt(int64(n), 10), noun)
}

// CountOf is Count of a number that is written already.
func CountOf(number, noun string) Counted { return Counted{number, noun} }

// Format writes what the verbs of a text ask for.
func (c Counted) Format(to fmt.State, verb rune) {
	text := c.number
	if verb != 'd' {
		text += " " + c.noun
		if c.number != "1" {
			text += "s"
		}
	}
	_, _ = io.WriteString(to, text) // a text is written to memory
}
