package mall

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which names are searched: "Ｔ恤" is found by "t恤", "Éclair" by
// "ÉCLAIR". It is made here, because databases differ in what they fold: SQLite ASCII
// alone, PostgreSQL what its locale knows.
func Fold(text string) string { return norm.NFKC.String(strings.ToLower(norm.NFKC.String(text))) }
