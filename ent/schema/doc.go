// Package schema describes the mall's entities for ent.
//
// Hot tables (accounts, lots, entries, journals, orders, order lines, stocks,
// outbox) refer to each other by plain id fields, without edges and so without
// foreign keys: each key would cost a lookup for every row of the write path, and
// `pointsmall reconcile` proves the same. Everything else uses edges.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
)

// table names an entity's table and the conditions that every row keeps.
func table(name string, checks map[string]string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name, Checks: checks}}
}

var _ ent.Interface = Member{}
