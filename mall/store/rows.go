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
	var b strings.Builder
	if d == Postgres {
		// In the list of a select, not as one unnest of many: there PostgreSQL would
		// make a table of its own, of 16 kB, for every column.
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

// args are the parameters of table.
func (r *Rows) args(d Dialect) ([]any, error) {
	if d == Postgres {
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
