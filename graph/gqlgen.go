//go:build ignore

// gqlgen runs the generator of the same name, and has what it generates resolve in
// order: see graph/inorder and docs/decisions/0006-resolve-in-order.md. gqlgen has
// settings for none of this, so the generated code is rewritten:
//
//   - a list's elements and an object's fields are resolved one after the other;
//   - a field that is a plain value of a struct is written without gqlgen's
//     machinery for resolvers: nothing can go wrong in it;
//   - an operation no longer starts with a table of every input's reader, which only
//     directives and federation plugins of others look into.
//
// It also lets resolvers of ours answer a federation gateway.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"regexp"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"golang.org/x/tools/imports"
)

func main() {
	if err := generate(); err != nil {
		log.Fatalf("gqlgen: %v", err)
	}
}

func generate() error {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	cfg.SkipValidation = true // the build validates, once all is rewritten
	r := &rewriter{plain: map[string]string{}}
	if err := api.Generate(cfg, api.PrependPlugin(r)); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(cfg.Exec.DirName, "*.go"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := r.file(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if r.lists == 0 || r.objects == 0 || r.readers == 0 || len(r.plain) == 0 {
		return fmt.Errorf("%d lists, %d objects, %d tables of readers rewritten, %d plain fields left: has gqlgen changed its templates?", r.lists, r.objects, r.readers, len(r.plain))
	}
	return nil
}

// rewriter is a gqlgen plugin that learns what there is to rewrite.
type rewriter struct {
	plain                   map[string]string // function's name -> its new body
	lists, objects, readers int
}

func (*rewriter) Name() string { return "in order" }

// GenerateCode runs before gqlgen writes its code. The fields of a query itself
// stay concurrent: they are few, and know nothing of each other.
func (r *rewriter) GenerateCode(data *codegen.Data) error {
	for _, o := range data.Objects {
		if o.Root {
			resolveFederation(o)
			continue
		}
		o.DisableConcurrency = true
		for _, f := range o.Fields {
			if isPlain(f) {
				r.plain["_"+o.Name+"_"+f.Name] = fmt.Sprintf("{\n\treturn ec.%s(ctx, field.Selections, obj.%s)\n}", f.TypeReference.MarshalFunc(), f.GoFieldName)
			}
		}
	}
	return nil
}

// resolveFederation makes resolvers of the fields that gqlgen leaves to its own
// federation plugin: see docs/decisions/0008-federation-by-hand.md.
func resolveFederation(o *codegen.Object) {
	for _, f := range o.Fields {
		switch f.Name {
		case "_service":
			f.GoFieldName = "Service"
		case "_entities":
			f.GoFieldName = "Entities"
		default:
			continue
		}
		f.IsResolver, f.NoErr, f.MethodHasContext = true, false, false
		f.GoFieldType, f.GoReceiverName = codegen.GoFieldUndefined, "obj"
	}
}

// isPlain reports whether a field is a variable of a leaf type that can always be
// written: it is not null where it must not be.
func isPlain(f *codegen.Field) bool {
	t := f.TypeReference
	return f.IsVariable() && !f.IsResolver && len(f.Args) == 0 && !f.HasDirectives() && !f.HasHaser &&
		t.Definition.IsLeafType() && (!t.GQL.NonNull || t.IsSlice() || !t.IsNilable())
}

var (
	list       = regexp.MustCompile(`graphql\.MarshalSliceConcurrently\(ctx, len\(v\), \d+, \w+, `)
	objectHead = regexp.MustCompile(`out := graphql\.NewFieldSet\(fields\)\s+deferredFieldSet := .*\s+deferLabelToView := .*`)
	objectTail = regexp.MustCompile(`out\.Dispatch\(ctx\)\s+(if out\.Invalids > 0 {\s+return graphql\.Null\s+})(?s:.*)return out\s+}$`)
	concurrent = []byte("out.Concurrently(")
	readers    = regexp.MustCompile(`inputUnmarshalMap := graphql\.BuildUnmarshalerMap\([^)]*\)\s+`)
	withReader = regexp.MustCompile(`ctx = graphql\.WithUnmarshalerMap\(ctx, inputUnmarshalMap\)\s+`)
)

func (r *rewriter) file(name string) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, source, parser.ParseComments)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	done := 0
	for _, d := range tree.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		from, to := files.Position(f.Body.Pos()).Offset, files.Position(f.Body.End()).Offset
		out.Write(source[done:from])
		out.Write(r.function(f.Name.Name, source[from:to]))
		done = to
	}
	out.Write(source[done:])
	if bytes.Equal(out.Bytes(), source) {
		return nil
	}
	tidy, err := imports.Process(name, out.Bytes(), nil)
	if err != nil {
		return err
	}
	return os.WriteFile(name, tidy, 0o644)
}

// function rewrites the body of one function.
func (r *rewriter) function(name string, body []byte) []byte {
	if plain, ok := r.plain[name]; ok {
		return []byte(plain)
	}
	if objectHead.Match(body) && objectTail.Match(body) && !bytes.Contains(body, concurrent) {
		r.objects++
		body = objectHead.ReplaceAll(body, []byte("out := inorder.NewObject(fields)"))
		body = objectTail.ReplaceAll(body, []byte("$1\n\treturn out\n}"))
	}
	if readers.Match(body) {
		r.readers++
		body = withReader.ReplaceAll(readers.ReplaceAll(body, nil), nil)
	}
	r.lists += len(list.FindAll(body, -1))
	return list.ReplaceAll(body, []byte("inorder.MarshalSlice(ctx, len(v), "))
}
