package store

import (
	"strconv"

	entdialect "entgo.io/ent/dialect"
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

// ForUpdate locks the selected rows of table. SQLite needs no lock: its write
// transactions run one at a time.
func (d Dialect) ForUpdate(table string) string {
	if d == Postgres {
		return " for update of " + table
	}
	return ""
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
