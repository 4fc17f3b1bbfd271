package imports

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"pointsmall/mall"
)

// Bounds of what a file may call things, in bytes.
const (
	maxInvoice = mall.MaxKeyLength
	maxMember  = mall.MaxKeyLength
	maxSku     = 64
)

// plain takes off a cell what does not belong to its text: blanks, and what exports put
// around a number so that a spreadsheet leaves it alone (="001", '001, `001).
func plain(cell string) string {
	s := strings.TrimFunc(cell, blank)
	if inner, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimFunc(strings.TrimSuffix(inner, `"`), blank)
	}
	if len(s) > 1 && (s[0] == '\'' || s[0] == '`') && s[1] >= '0' && s[1] <= '9' {
		return s[1:]
	}
	return s
}

// blank reports whether r shows nothing: spaces, and the two marks that editors leave.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

// checkName refuses a text that cannot name an invoice, a member or goods. Many numbers
// that a spreadsheet has spoilt look alike, so those would merge what does not belong together.
func checkName(s string, maxBytes int, bad Reason) fault {
	switch {
	case s == "":
		return fault{bad, "it is empty"}
	case len(s) > maxBytes:
		return fault{bad, fmt.Sprintf("%s has more than %d bytes", abridge(s), maxBytes)}
	case !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError):
		return fault{bad, abridge(s) + " has damaged characters: is its --encoding right?"}
	}
	if why := spoilt(width.Narrow.String(s)); why != "" {
		return fault{Spoilt, abridge(s) + " " + why}
	}
	if at := strings.IndexFunc(s, invisible); at >= 0 {
		r, _ := utf8.DecodeRuneInString(s[at:])
		return fault{bad, fmt.Sprintf("%s has an invisible character, %U", abridge(s), r)}
	}
	return fault{}
}

// spoilt says what a spreadsheet has made of a text in plain characters; empty: nothing.
func spoilt(s string) string {
	switch {
	case scientific.MatchString(s):
		return "stands for many numbers: format the column as text and export it again"
	case cellError.MatchString(s):
		return "is a spreadsheet's error: correct the cell and export it again"
	case narrowCell.MatchString(s):
		return "is what a spreadsheet shows in a column that is too narrow: widen it and export it again"
	case madeDate.MatchString(s):
		return "is a date that a spreadsheet has made of a number: format the column as text, type the number anew and export it again"
	}
	return ""
}

// cellError is how spreadsheets write that a cell has no value: #N/A, #REF!, #DIV/0!, #NAME?.
var cellError = regexp.MustCompile(`^#(?i:N/A|N/A N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|PYTHON!|BUSY!|GETTING_DATA|ERROR!)$`)

// narrowCell is a number in a column that is too narrow for it.
var narrowCell = regexp.MustCompile(`^#{3,}$`)

// madeDate is what Excel makes of 2-3 and 3-4 or MAR4, in the months' own spelling: goods may
// well be called MAR-04. Examples: 3-Feb, Mar-04, 3-Feb-26, 5月3日, 2026年5月.
var madeDate = regexp.MustCompile(`^(\d{1,2}-(` + months + `)(-\d{2}|-\d{4})?|(` + months + `)-\d{2}|(\d{2}|\d{4})年\d{1,2}月(\d{1,2}日)?|\d{1,2}月\d{1,2}日)$`)

const months = `Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec`

// scientific is how spreadsheets and programs write a number that is too long for them:
// 2.02207E+18, 2E+18, 2.02207e18.
var scientific = regexp.MustCompile(`^[+-]?(\d+[.,]\d+[eE]\+?\d{1,3}|\d+[eE]\+\d{1,3})$`)

// floating is a whole number that a program has read as a floating-point number: 17850.0.
var floating = regexp.MustCompile(`^(\d+)\.0*$`)

func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

// nobody are the words that exports have in place of an empty cell, in lower case.
var nobody = map[string]bool{
	"": true, "null": true, "nil": true, "none": true, "nan": true, "na": true, "n/a": true, "#n/a": true, "<na>": true,
	"-": true, "--": true, "—": true, "无": true, "空": true,
}

// memberName reads what a file calls a customer: any text. A whole number keeps its
// digits, leading zeroes too, but not the ".0" that a spreadsheet has put behind it.
func memberName(s string) (string, fault) {
	if digits := floating.FindStringSubmatch(s); digits != nil {
		s = digits[1]
	}
	return s, checkName(s, maxMember, BadCustomer)
}

// displayName is what the mall calls a member of whom it knows the number alone, in at most 128 bytes.
func displayName(ref string) string {
	const most = 128
	name := "Customer " + ref
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return name
}
