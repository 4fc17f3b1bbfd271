package graph

import (
	"maps"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph/generated"
)

// Schema is the schema that the server serves. It lacks @defer, which gqlparser puts
// into every schema and the server does not do.
var Schema = sync.OnceValue(func() *ast.Schema {
	served := *generated.NewExecutableSchema(generated.Config{}).Schema()
	served.Directives = maps.Clone(served.Directives)
	delete(served.Directives, "defer")
	return &served
})
