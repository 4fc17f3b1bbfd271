package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// said are columns that say nothing which the record does not: its own id and time, counters of
// changes.
var said = map[string]bool{"id": true, "version": true, "revision": true, "updated_at": true, "updated_by": true, "folded": true}

// fieldsOf are the fields of a row that differ, sorted by name. Secret ones have no values.
func fieldsOf(c *store.RowChange, currency mall.Currency) []mall.AuditChange {
	columns := c.After
	if columns == nil {
		columns = c.Before
	}
	changes := []mall.AuditChange{}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if said[name] {
			continue
		}
		before, after := shownOf(c.Table, name, c.Before, currency), shownOf(c.Table, name, c.After, currency)
		secret := ent.Secret[c.Table][name]
		if secret {
			if equal(c.Before[name], c.After[name]) {
				continue
			}
			changes = append(changes, mall.AuditChange{Field: camel(name), Hidden: mall.AuditSecret})
			continue
		}
		if before == nil && after == nil || before != nil && after != nil && *before == *after {
			continue
		}
		changes = append(changes, mall.AuditChange{Field: camel(name), Before: before, After: after})
	}
	return changes
}

func equal(a, b any) bool {
	x, isBytes := a.([]byte)
	y, alsoBytes := b.([]byte)
	if isBytes && alsoBytes {
		return bytes.Equal(x, y)
	}
	return !isBytes && !alsoBytes && a == b
}

// shownOf is a column of a row as people read it; nil where it is null, or there is no row.
func shownOf(table, column string, row map[string]any, currency mall.Currency) *string {
	v := row[column]
	if v == nil {
		return nil
	}
	typ, _ := store.ColumnType(table, column)
	text := ""
	switch v := v.(type) {
	case time.Time:
		text = v.UTC().Format(time.RFC3339Nano)
		if typ == field.TypeOther {
			text = v.Format(time.DateOnly)
		}
	case []byte:
		text = fmt.Sprintf("(%d bytes)", len(v))
	case int64:
		text = fmt.Sprint(v)
		if strings.HasSuffix(column, "_minor") {
			text = mall.Money{Minor: v, Currency: currencyOf(column, row, currency)}.String()
		}
	case string:
		text = v
		switch typ {
		case field.TypeUUID:
			text = idOf(column, v)
		case field.TypeJSON, field.TypeOther:
			text = compact(v)
		}
	default:
		text = fmt.Sprint(v)
	}
	return &text
}

// currencyOf is the currency of a column of money: that beside it, else the row's, else the
// mall's.
func currencyOf(column string, row map[string]any, currency mall.Currency) mall.Currency {
	for _, beside := range []string{strings.TrimSuffix(column, "_minor") + "_currency", "cash_currency", "currency"} {
		if code, ok := row[beside].(string); ok && code != "" {
			return mall.Currency(code)
		}
	}
	return currency
}

// compact makes both databases' JSON the same.
func compact(text string) string {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return text
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(v) != nil {
		return text
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// ids are what the ids of a column are called, by how the column ends.
var ids = map[string]func(uuid.UUID) string{
	"member_id": func(u uuid.UUID) string { return mall.MemberID(u).String() }, "staff_id": func(u uuid.UUID) string { return mall.StaffID(u).String() },
	"partner_id": func(u uuid.UUID) string { return mall.PartnerID(u).String() }, "order_id": func(u uuid.UUID) string { return mall.OrderID(u).String() },
	"product_id": func(u uuid.UUID) string { return mall.ProductID(u).String() }, "sku_id": func(u uuid.UUID) string { return mall.SkuID(u).String() },
	"category_id": func(u uuid.UUID) string { return mall.CategoryID(u).String() }, "parent_id": func(u uuid.UUID) string { return mall.CategoryID(u).String() },
	"campaign_id": func(u uuid.UUID) string { return mall.CampaignID(u).String() }, "template_id": func(u uuid.UUID) string { return mall.CouponTemplateID(u).String() },
	"shipping_template_id": func(u uuid.UUID) string { return mall.ShippingTemplateID(u).String() }, "brand_id": func(u uuid.UUID) string { return mall.ProductBrandID(u).String() },
	"entry_id": func(u uuid.UUID) string { return mall.EntryID(u).String() }, "game_id": func(u uuid.UUID) string { return mall.GameID(u).String() },
	"batch_id": func(u uuid.UUID) string { return mall.ScanBatchID(u).String() }, "catalog_id": func(u uuid.UUID) string { return mall.SharedCatalogID(u).String() },
}

// idOf is an id as callers see it; where nobody knows of what kind it is, the bare UUID.
func idOf(column, text string) string {
	u, err := uuid.Parse(text)
	if err != nil {
		return text
	}
	best := ""
	for end := range ids {
		if strings.HasSuffix(column, end) && len(end) > len(best) {
			best = end
		}
	}
	if best == "" {
		return text
	}
	return ids[best](u)
}

// camel is the API's manner of a column's name.
func camel(column string) string {
	parts := strings.Split(column, "_")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}
