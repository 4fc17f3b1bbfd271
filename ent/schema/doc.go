// Package schema describes the mall's entities for ent.
//
// Hot tables (accounts, lots, entries, journals, orders, order lines, stocks,
// outbox) refer to each other by plain id fields, without edges and so without
// foreign keys: each key would cost a lookup for every row of the write path, and
// `pointsmall reconcile` proves the same. Everything else uses edges.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// table names an entity's table and the conditions that every row keeps.
func table(name string, checks map[string]string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name, Checks: checks}}
}

// newUUID names a row that nobody names by a type of its own. Ids need no sequence, and
// sort by when they were made.
func newUUID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// text is a column with a mall.Text.
func text(name string) ent.Field { return field.Other(name, mall.Text{}).SchemaType(textType) }

// textType is JSON, which a mall.Text itself reads and writes.
var textType = map[string]string{dialect.Postgres: "jsonb", dialect.SQLite: "json"}

var _ ent.Interface = Member{}

// personal marks a column with what a person would want forgotten: names, numbers, addresses.
// Audit records keep it encrypted by a key of the member whose row it is. Columns that are
// Sensitive are in no audit record at all. See ent/template/confidential.tmpl.
type personal struct{ Is bool }

// Name is by what the template finds it.
func (personal) Name() string { return "Personal" }

var isPersonal = personal{Is: true}
