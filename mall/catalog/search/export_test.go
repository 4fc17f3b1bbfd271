package search

// Few has the index asked where it names up to n products, and returns what undoes that.
func Few(n int) (undo func()) {
	before := few
	few = map[Purpose]int{Page: n, Tally: n}
	return func() { few = before }
}

// Tokens and Keys are what the index keeps of a text, and is asked for.
var (
	Tokens = tokens
	Keys   = keys
)
