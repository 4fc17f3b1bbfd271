package exports

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// column is one of a table's.
type column struct {
	// name is what it is called, in both languages.
	name mall.Text
	// sql is its expression; onSQLite replaces it there.
	sql, onSQLite string
	// show makes of what was read what is written; nil: the text or the number itself.
	show func(v any, zone *time.Location) any
}

// table is a list as it is written.
type table struct {
	// id is the column by which it is read, from what.
	id, from string
	// at and member are the columns that filters choose by; "": none does.
	at, member string
	where      string
	of         []column
}

// header are the columns' names, in both languages.
func (t *table) header() []any {
	cells := make([]any, len(t.of))
	for i, c := range t.of {
		cells[i] = c.name.EN + " / " + c.name.ZH
	}
	return cells
}

func (t *table) columns(d store.Dialect) string {
	list := make([]string, len(t.of))
	for i, c := range t.of {
		list[i] = c.sql
		if d == store.SQLite && c.onSQLite != "" {
			list[i] = c.onSQLite
		}
	}
	return strings.Join(list, ", ")
}

// shown is a cell as it is written.
func (c column) shown(v any, zone *time.Location) any {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	if v == nil {
		return ""
	}
	if c.show != nil {
		return c.show(v, zone)
	}
	if n, ok := v.(int64); ok {
		return n
	}
	return text(v)
}

// text is a value in plain words.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return fmt.Sprint(v)
}

// sqliteTimes are how SQLite writes times that its driver does not read by itself.
var sqliteTimes = []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano, time.DateTime}

// moment shows a time by the mall's clock.
func moment(v any, zone *time.Location) any {
	if s, ok := v.(string); ok {
		for _, layout := range sqliteTimes {
			if at, err := time.Parse(layout, s); err == nil {
				v = at
				break
			}
		}
	}
	if at, ok := v.(time.Time); ok {
		return at.In(zone).Format(time.DateTime)
	}
	return text(v)
}

// amount shows minor units with their currency, "1250 CNY", as an exact decimal: 12.50.
func amount(v any, _ *time.Location) any {
	minor, currency, ok := strings.Cut(text(v), " ")
	n, err := strconv.ParseInt(minor, 10, 64)
	if !ok || err != nil {
		return text(v)
	}
	digits := mall.Currency(currency).Digits()
	return decimal.New(n, -digits).StringFixed(digits)
}

// id shows an id as the API does.
func id(show func(uuid.UUID) string) func(any, *time.Location) any {
	return func(v any, _ *time.Location) any {
		u, err := uuid.Parse(text(v))
		if err != nil {
			return text(v)
		}
		return show(u)
	}
}

var (
	memberID   = id(func(u uuid.UUID) string { return mall.MemberID(u).String() })
	orderID    = id(func(u uuid.UUID) string { return mall.OrderID(u).String() })
	number     = id(func(u uuid.UUID) string { return order.Number(mall.OrderID(u)) })
	entryID    = id(func(u uuid.UUID) string { return mall.EntryID(u).String() })
	productID  = id(func(u uuid.UUID) string { return mall.ProductID(u).String() })
	skuID      = id(func(u uuid.UUID) string { return mall.SkuID(u).String() })
	purchaseID = id(func(u uuid.UUID) string { return mall.PurchaseID(u).String() })
)

// truth shows what is true or not; SQLite keeps it as a number.
func truth(v any, _ *time.Location) any {
	if n, ok := v.(int64); ok {
		v = n != 0
	}
	return text(v)
}
