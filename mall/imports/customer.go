package imports

import "strings"

// maxCustomer is the most digits of a customer's number.
const maxCustomer = 32

// customerNumber reads a customer's number: digits, behind which a spreadsheet may
// have put ".0". The digits stay as they are, leading zeroes too.
func customerNumber(s string) (number string, ok bool) {
	number, decimals, _ := strings.Cut(strings.TrimSpace(s), ".")
	if number == "" || len(number) > maxCustomer || strings.Trim(decimals, "0") != "" {
		return "", false
	}
	if strings.Trim(number, "0123456789") != "" {
		return "", false
	}
	return number, true
}
