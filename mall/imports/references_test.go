package imports

import (
	"regexp"
	"testing"

	"entgo.io/ent/schema/field"
	"github.com/stretchr/testify/assert"

	"pointsmall/ent/migrate"
)

// What an undoing removes is named nowhere: a new column that names a member or a SKU must be looked into, too.
func TestEveryColumnThatNamesAMemberOrASkuIsLookedInto(t *testing.T) {
	for _, c := range []struct {
		names *regexp.Regexp
		known []reference
		// own are the tables whose rows go with what is removed, or tell of it afterwards.
		own map[string]bool
	}{
		{regexp.MustCompile(`member|^referrer_id$|^invitee_id$|^redeemed_by$`), memberReferences, map[string]bool{"accounts": true, "audit_records": true}},
		{regexp.MustCompile(`^sku_id$|_sku_id$`), skuReferences, map[string]bool{"price_options": true, "stocks": true, "stock_movements": true}},
	} {
		there := map[reference]bool{}
		for _, table := range migrate.Tables {
			for _, column := range table.Columns {
				if column.Type == field.TypeUUID && c.names.MatchString(column.Name) && !c.own[table.Name] {
					there[reference{table.Name, column.Name}] = true
				}
			}
		}
		for _, r := range c.known {
			assert.True(t, there[r], "there is no %s.%s", r.table, r.column)
			delete(there, r)
		}
		assert.Empty(t, there, "columns that nobody looks into before a row is removed")
	}
}
