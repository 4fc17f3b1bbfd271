package search

import (
	"context"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pointsmall/mall/store"
)

// Purpose is what products are looked for.
type Purpose int

// The purposes there are.
const (
	// Page is a page of a list, which ends when it is full.
	Page Purpose = iota
	// Tally counts products: up to 10,000 of them.
	Tally
)

// few is up to how many products that the index names it is asked for a purpose; for more, a
// list is walked in its order, and ends where enough is found. With 100,000 products both then
// cost about the same. Tests change it.
var few = map[Purpose]int{Page: 2000, Tally: 20_000}

// Match is a query whose words are to be found.
type Match struct {
	words []string
	// tokens is what the index is asked for, in the database's own syntax.
	tokens string
	// indexed is true when the index names few products.
	indexed bool
}

// Find prepares to find a query's words: it asks the index how many products come into
// question.
func Find(ctx context.Context, db *store.DB, query string, to Purpose) (*Match, error) {
	m := &Match{words: Words(query)}
	keys := keys(m.words)
	if len(keys) == 0 {
		return m, nil
	}
	m.tokens = expression(db.Dialect, keys)
	rows, err := db.Query(ctx, "select count(*) from (select 1 from search_tokens where "+named(db.Dialect, "$1")+" limit $2) x", m.tokens, few[to]+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		if err := rows.Scan(&found); err != nil {
			return nil, err
		}
	}
	m.indexed = found <= few[to]
	return m, rows.Err()
}

// expression asks for all of the tokens. They hold no signs of ASCII, and so no quotes.
func expression(d store.Dialect, tokens []string) string {
	if d == store.Postgres {
		return "'" + strings.Join(tokens, "' & '") + "'"
	}
	return `"` + strings.Join(tokens, `" AND "`) + `"`
}

// named is the condition that a row of search_tokens has the tokens of a parameter.
func named(d store.Dialect, parameter string) string {
	if d == store.Postgres {
		return "tokens @@ " + parameter + "::tsquery"
	}
	return "search_tokens match " + parameter
}

// Products is the condition of a product that has all of the words.
func (m *Match) Products(s *sql.Selector) {
	d := store.Dialect(s.Dialect())
	switch id := s.C("id"); {
	case len(m.words) == 0:
	case m.indexed:
		s.Where(sql.P(func(b *sql.Builder) {
			number := "rowid"
			if d == store.Postgres {
				number = "id"
			}
			b.WriteString(id + " in (select s.product_id from product_searches s where s.id in (select " + number + " from search_tokens where ")
			if d == store.Postgres {
				b.WriteString("tokens @@ ").Arg(m.tokens).WriteString("::tsquery)")
			} else {
				b.WriteString("search_tokens match ").Arg(m.tokens).WriteString(")")
			}
			for _, word := range m.words {
				if !exact(word) {
					b.WriteString(" and ")
					contains(b, d, word)
				}
			}
			b.WriteString(")")
		}))
	default:
		// A subselect that answers one value is not turned into a join: the list is walked in
		// its own order, and ends when it is long enough.
		s.Where(sql.P(func(b *sql.Builder) {
			b.WriteString("(select ")
			for i, word := range m.words {
				if i > 0 {
					b.WriteString(" and ")
				}
				contains(b, d, word)
			}
			b.WriteString(" from product_searches s where s.product_id = " + id + ")")
		}))
	}
}

// contains is the condition that a word is in one of a product's texts.
func contains(b *sql.Builder, d store.Dialect, word string) {
	position := "instr"
	if d == store.Postgres {
		position = "strpos"
	}
	b.WriteString("(" + position + "(s.body, ").Arg(word).WriteString(") > 0 or " + position + "(s.codes, ").Arg(word).WriteString(") > 0)")
}
