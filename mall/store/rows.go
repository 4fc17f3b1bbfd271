package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rows is a small table that a statement receives as parameters, so that one
// statement writes any number of rows. Its text does not depend on that number,
// which keeps it prepared.
type Rows struct {
	names, types []string
	cells        [][]any // row by row
}

// NewRows makes an empty table. Each column is "name type", the type PostgreSQL's.
func NewRows(columns ...string) *Rows {
	r := &Rows{}
	for _, c := range columns {
		name, typ, _ := strings.Cut(c, " ")
		r.names = append(r.names, name)
		r.types = append(r.types, typ)
	}
	return r
}

// Add appends a row: one value a column, in order.
func (r *Rows) Add(values ...any) {
	if len(values) != len(r.names) {
		panic(fmt.Sprintf("store: %d values for %d columns %v", len(values), len(r.names), r.names))
	}
	r.cells = append(r.cells, values)
}

// Len counts the rows.
func (r *Rows) Len() int { return len(r.cells) }

// table is the rows as a table expression, its parameters counted from first.
func (r *Rows) table(d Dialect, first int) string {
	if d == Postgres {
		return r.tableOfArrays(first)
	}
	var b strings.Builder
	b.WriteString("(select ")
	for i, name := range r.names {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "json_extract(value,'$[%d]') as %s", i, name)
	}
	b.WriteString(" from json_each($" + strconv.Itoa(first) + ")) as r")
	return b.String()
}

// tableOfArrays is table on PostgreSQL. The arrays are unnested in the list of a
// select, not by one unnest of many: there PostgreSQL would make a table of its own,
// of 16 kB, for every column.
func (r *Rows) tableOfArrays(first int) string {
	var b strings.Builder
	b.WriteString("(select ")
	for i, name := range r.names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("unnest($" + strconv.Itoa(first+i) + "::" + r.types[i] + "[]) as " + name)
	}
	b.WriteString(") as r")
	return b.String()
}

// fewRows is up to how many rows PostgreSQL may get cell by cell, a parameter each. It
// starts that faster than arrays, but every number of rows is a text of its own.
const fewRows = 2

// tableOfCells is table where there are few rows, on PostgreSQL.
func (r *Rows) tableOfCells(first int) string {
	var b strings.Builder
	b.WriteByte('(')
	for n := range r.cells {
		if n > 0 {
			b.WriteString(" union all ")
		}
		b.WriteString("select ")
		for i, name := range r.names {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("$" + strconv.Itoa(first) + "::" + r.types[i] + " as " + name)
			first++
		}
	}
	b.WriteString(") as r")
	return b.String()
}

// argsOfCells are the parameters of tableOfCells.
func (r *Rows) argsOfCells() ([]any, error) {
	args := make([]any, 0, len(r.cells)*len(r.names))
	for _, row := range r.cells {
		for i, cell := range row {
			v, err := plain(cell)
			if err != nil {
				return nil, fmt.Errorf("column %s: %w", r.names[i], err)
			}
			args = append(args, v)
		}
	}
	return args, nil
}

// args are the parameters of table.
func (r *Rows) args(d Dialect) ([]any, error) {
	if d == Postgres {
		return r.arrays()
	}
	table := make([][]any, len(r.cells))
	for i, row := range r.cells {
		table[i] = make([]any, len(row))
		for j, v := range row {
			cell, err := sqliteCell(v)
			if err != nil {
				return nil, fmt.Errorf("column %s: %w", r.names[j], err)
			}
			table[i][j] = cell
		}
	}
	encoded, err := json.Marshal(table)
	return []any{string(encoded)}, err
}

// arrays are the parameters of tableOfArrays.
func (r *Rows) arrays() ([]any, error) {
	args := make([]any, len(r.names))
	for i := range r.names {
		literal, err := r.array(i)
		if err != nil {
			return nil, err
		}
		args[i] = literal
	}
	return args, nil
}

// array is one column as a PostgreSQL array literal.
func (r *Rows) array(column int) (string, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, row := range r.cells {
		if i > 0 {
			b.WriteByte(',')
		}
		v, err := plain(row[column])
		if err != nil {
			return "", fmt.Errorf("column %s: %w", r.names[column], err)
		}
		switch v := v.(type) {
		case nil:
			b.WriteString("NULL")
		case int64:
			b.WriteString(strconv.FormatInt(v, 10))
		case bool:
			b.WriteString(strconv.FormatBool(v))
		case time.Time:
			b.WriteString(`"` + v.UTC().Format(time.RFC3339Nano) + `"`)
		case string:
			writeQuoted(&b, v)
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}

func writeQuoted(b *strings.Builder, s string) {
	b.WriteByte('"')
	for {
		i := strings.IndexAny(s, `"\`)
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		b.WriteByte('\\')
		b.WriteByte(s[i])
		s = s[i+1:]
	}
	b.WriteString(s)
	b.WriteByte('"')
}

// jsonColumn is one column as a JSON array.
func (r *Rows) jsonColumn(column int) (string, error) {
	list := make([]any, len(r.cells))
	for i, row := range r.cells {
		cell, err := sqliteCell(row[column])
		if err != nil {
			return "", err
		}
		list[i] = cell
	}
	encoded, err := json.Marshal(list)
	return string(encoded), err
}

// sqliteTime is the form in which the SQLite driver stores times; as long as
// all are UTC, texts compare like the times they stand for.
const sqliteTime = "2006-01-02 15:04:05.999999999-07:00"

func sqliteCell(v any) (any, error) {
	v, err := plain(v)
	if t, ok := v.(time.Time); ok {
		return t.UTC().Format(sqliteTime), nil
	}
	return v, err
}

// JSON is a value that a Rows column of type jsonb stores.
type JSON struct{ Of any }

// Value encodes the value; nil stays null.
func (j JSON) Value() (driver.Value, error) {
	encoded, err := json.Marshal(j.Of)
	if err != nil || string(encoded) == "null" {
		return nil, err
	}
	return string(encoded), nil
}

// plain reduces v to nil, int64, bool, string or time.Time.
func plain(v any) (any, error) {
	switch v := v.(type) {
	case nil, int64, bool, string, time.Time:
		return v, nil
	case int:
		return int64(v), nil
	}
	out, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return nil, err
	}
	switch out.(type) {
	case nil, int64, bool, string, time.Time:
		return out, nil
	}
	return nil, fmt.Errorf("cannot send a %T in a set of rows", v)
}
