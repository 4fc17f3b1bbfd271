package graph

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/graph/generated"
	"pointsmall/graph/loader"
	"pointsmall/graph/subgraph"
	"pointsmall/mall"
)

// MaxRepresentations is how many things one call of _entities may name by default.
const MaxRepresentations = 100

// subgraphFields are the queries that a supergraph composes: the catalog's. A field
// that is added to the schema is not, before it stands here.
var subgraphFields = []string{"products", "product", "categories"}

// entityKeys are the key fields of the entities, as the schema's @key directives
// have them.
var entityKeys = subgraph.Keys{
	"Product":       {"id", "slug"},
	"Sku":           {"id", "code"},
	"Category":      {"id", "slug"},
	"MemberProfile": {"id"},
}

// SubgraphSDL is the part of the schema that a supergraph composes.
var SubgraphSDL = sync.OnceValues(func() (string, error) {
	return subgraph.SDL(generated.NewExecutableSchema(generated.Config{}).Schema(), subgraphFields)
})

// entities finds what the representations name, in their order. One that makes no
// sense is refused alone; one that names nothing on show is null, as in queries.
func (r *Resolver) entities(ctx context.Context, representations []any) ([]subgraph.Entity, error) {
	if len(representations) > r.MaxRepresentations {
		return nil, mall.Errorf(mall.CodeLimitExceeded, "at most %s a call", "每次调用最多 %d 个实体引用", mall.Count(r.MaxRepresentations, "representation")).At("representations")
	}
	find := finders(loader.From(ctx).Entities())
	references := make([]subgraph.Reference, len(representations))
	named := map[string][]string{}
	for i, representation := range representations {
		reference, refusal := entityKeys.Read(representation)
		if refusal != nil {
			graphql.AddError(graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i)), refusal)
			continue
		}
		references[i] = reference
		named[reference.Key()] = append(named[reference.Key()], reference.Value)
	}
	for key, values := range named {
		find[key].expect(values)
	}
	found := make([]subgraph.Entity, len(representations))
	for i, reference := range references {
		if reference.Type == "" {
			continue
		}
		var err error
		if found[i], err = find[reference.Key()].load(ctx, reference.Value); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// finder finds things of one type by one of its keys.
type finder struct {
	// expect says which values will be loaded, so that they are read at once.
	expect func(values []string)
	load   func(ctx context.Context, value string) (subgraph.Entity, error)
}

// finders has one for each key field of entityKeys.
func finders(e *loader.Entities) map[string]finder {
	return map[string]finder{
		"Product.id":       by(e.Products, func(id string) (mall.ProductID, bool) { return mall.AnyID(id).Product() }),
		"Product.slug":     by(e.ProductsBySlug, itself),
		"Sku.id":           by(e.Skus, func(id string) (mall.SkuID, bool) { return mall.AnyID(id).Sku() }),
		"Sku.code":         by(e.SkusByCode, itself),
		"Category.id":      by(e.Categories, func(id string) (mall.CategoryID, bool) { return mall.AnyID(id).Category() }),
		"Category.slug":    by(e.CategoriesBySlug, itself),
		"MemberProfile.id": by(e.Profiles, func(id string) (mall.MemberID, bool) { return mall.AnyID(id).Member() }),
	}
}

func itself(value string) (string, bool) { return value, true }

// by finds by a loader; read makes its key. A value that is none names nothing.
func by[K comparable, V any](l *loader.Loader[K, *V], read func(string) (K, bool)) finder {
	return finder{
		expect: func(values []string) {
			var keys []K
			for _, value := range values {
				if key, ok := read(value); ok {
					keys = append(keys, key)
				}
			}
			l.Expect(keys)
		},
		load: func(ctx context.Context, value string) (subgraph.Entity, error) {
			key, ok := read(value)
			if !ok {
				return nil, nil
			}
			found, err := l.Load(ctx, key)
			if found == nil || err != nil {
				return nil, err
			}
			return found, nil
		},
	}
}
