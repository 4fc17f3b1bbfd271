package imports

import (
	"iter"
	"strings"
)

// exactDigits is how many digits of a number a spreadsheet keeps; it makes zeroes of the rest.
const exactDigits = 15

// roundedFault is why a number that lost its last digits is not used.
func roundedFault(number string) fault {
	return fault{Spoilt, abridge(number) + " has only zeroes behind its 15th digit, as all long numbers of its column: a spreadsheet has rounded it"}
}

// findRounded finds numbers of a column that a spreadsheet has rounded: they have more
// than 15 digits, and all long ones of the column end in zeroes from there on. One
// column in a thousand would by chance; so few zeroes that it could be are let pass.
func findRounded(numbers iter.Seq[string]) func(number string) bool {
	const least = 3 // zeroes, in all numbers together
	zeroes := 0
	for n := range numbers {
		tail, long := longTail(n)
		if long && strings.Trim(tail, "0") != "" {
			return func(string) bool { return false }
		}
		zeroes += len(tail)
	}
	return func(number string) bool {
		_, long := longTail(number)
		return long && zeroes >= least
	}
}

// longTail is what of a number lies behind the digits that a spreadsheet keeps.
func longTail(number string) (tail string, long bool) {
	if len(number) <= exactDigits || strings.Trim(number, "0123456789") != "" {
		return "", false
	}
	return number[exactDigits:], true
}
