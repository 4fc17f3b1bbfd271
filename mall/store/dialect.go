package store

import (
	"strconv"
	"strings"

	entdialect "entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// Dialect is the SQL that a database speaks, by ent's name for it.
type Dialect string

// The dialects there are.
const (
	SQLite   Dialect = entdialect.SQLite
	Postgres Dialect = entdialect.Postgres
)

// In is the condition that a column is one of the values of parameter n, which
// Set encodes. typ is the column's PostgreSQL type.
func (d Dialect) In(n int, typ string) string {
	if d == Postgres {
		return "= any($" + strconv.Itoa(n) + "::" + typ + "[])"
	}
	return "in (select value from json_each($" + strconv.Itoa(n) + "))"
}

// NewID is an expression that makes an id, for rows which the database itself selects.
func (d Dialect) NewID() string {
	if d == Postgres {
		return "gen_random_uuid()"
	}
	return "lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))"
}

// Set encodes values for a parameter that In reads.
func Set[T any](d Dialect, values []T) (string, error) {
	rows := NewRows("v text")
	for _, v := range values {
		rows.Add(v)
	}
	if d == Postgres {
		return rows.array(0)
	}
	return rows.jsonColumn(0)
}

// Among is the condition of an ent query that a column is one of values. typ is the
// column's PostgreSQL type. Unlike ent's own conditions its text does not depend on
// how many values there are, so that the statement stays prepared, and its plan good.
func Among[T any](column, typ string, values []T) func(*entsql.Selector) {
	return func(s *entsql.Selector) {
		d := Dialect(s.Dialect())
		set, err := Set(d, values)
		if err != nil {
			s.AddError(err)
			return
		}
		before, after := " in (select value from json_each(", "))"
		if d == Postgres {
			before, after = " = any(", "::"+typ+"[])"
		}
		s.Where(entsql.P(func(b *entsql.Builder) { b.Ident(s.C(column)).WriteString(before).Arg(set).WriteString(after) }))
	}
}

// Contains has a column contain a text; "%", "_" and "\" are plain letters in it. No index
// helps: every row that the other conditions leave is read.
func Contains(column, text string) func(*entsql.Selector) {
	pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
	return func(s *entsql.Selector) {
		s.Where(entsql.P(func(b *entsql.Builder) {
			b.Ident(s.C(column)).WriteString(" like ").Arg(pattern).WriteString(` escape '\'`)
		}))
	}
}
