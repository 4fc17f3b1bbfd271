//go:build ignore

// gqlgen runs the generator of the same name with templates that differ from its own
// in the few places that `changes` lists, because gqlgen has no settings for them:
//
//   - a list's elements and an object's fields are resolved one after the other: see
//     graph/inorder and docs/decisions/0006-resolve-in-order.md;
//   - a field that is a plain value of a struct is written without the machinery for
//     resolvers: nothing can go wrong in it.
//
// It also lets resolvers of ours answer a federation gateway.
package main

import (
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing/fstest"
	"text/template"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
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
	cfg.SkipValidation = true // the build validates, once all is written
	p := &plugin{}
	if err := api.Generate(cfg, api.PrependPlugin(p)); err != nil {
		return err
	}
	files, err := changedTemplates()
	if err != nil {
		return err
	}
	for source, build := range split(p.data) {
		name := strings.TrimSuffix(filepath.Base(source), filepath.Ext(source)) + ".generated.go"
		err := templates.Render(templates.Options{
			PackageName: cfg.Exec.Package, Filename: filepath.Join(cfg.Exec.DirName, name), Data: build, TemplateFS: files,
			Funcs: template.FuncMap{"isPlain": isPlain}, Packages: cfg.Packages, RegionTags: true, GeneratedHeader: true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// change is one place of one of gqlgen's templates, and what stands there instead.
type change struct{ file, from, to string }

var changes = []change{
	{"generated!.gotpl", `{{ reserveImport "context"  }}`, `{{ reserveImport "context"  }}{{ reserveImport "pointsmall/graph/inorder" }}`},
	{"type.gotpl", `graphql.MarshalSliceConcurrently(ctx, len(v), {{ $.Config.Exec.WorkerLimit }}, {{ $.Config.OmitPanicHandler }}, `, `inorder.MarshalSlice(ctx, len(v), `},
	{
		"field.gotpl", `{{- if $field.TypeReference.IsRoot }}`,
		`{{- if isPlain $field }}
			return {{$.ECDot}}{{ $field.TypeReference.MarshalFunc }}(ctx, {{$.ECArg}}field.Selections, obj.{{ $field.GoFieldName }})
		{{- else if $field.TypeReference.IsRoot }}`,
	},
	{
		"object.gotpl", "out := graphql.NewFieldSet(fields)\n\tdeferred := graphql.NewDeferredGroup(ctx)\n",
		"out := {{ if $object.Root }}graphql.NewFieldSet(fields){{ else }}inorder.NewObject(fields){{ end }}\n",
	},
	{"object.gotpl", "\tout.Dispatch(ctx)\n", "\t{{ if $object.Root }}out.Dispatch(ctx){{ end }}\n"},
	{"object.gotpl", "\tif n := len(deferred.Defers); n > 0 {\n\t\tatomic.AddInt32(&ec.Deferred, int32(min(n, math.MaxInt32)))\n\t\tec.ProcessDeferredGroup(deferred)\n\t}\n", ""},
}

// changedTemplates are gqlgen's templates of the files that follow the schema's, with
// the changes. A new version of gqlgen that has not the text of a change fails here.
func changedTemplates() (fs.FS, error) {
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/99designs/gqlgen/codegen").Output()
	if err != nil {
		return nil, fmt.Errorf("find gqlgen's templates: %w", err)
	}
	files := fstest.MapFS{}
	for _, name := range []string{"args", "field", "input", "interface", "object", "type", "generated!", "directives_"} {
		content, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), name+".gotpl"))
		if err != nil {
			return nil, err
		}
		files[name+".gotpl"] = &fstest.MapFile{Data: content}
	}
	for _, c := range changes {
		text := string(files[c.file].Data)
		if n := strings.Count(text, c.from); n != 1 {
			return nil, fmt.Errorf("%s has %q %d times, not once: has gqlgen changed its templates?", c.file, c.from, n)
		}
		files[c.file].Data = []byte(strings.Replace(text, c.from, c.to, 1))
	}
	return files, nil
}

// plugin prepares what gqlgen generates, and keeps it.
type plugin struct{ data *codegen.Data }

func (*plugin) Name() string { return "pointsmall" }

// GenerateCode runs before gqlgen writes its code. The fields of a query itself
// stay concurrent: they are few, and know nothing of each other.
func (p *plugin) GenerateCode(data *codegen.Data) error {
	p.data = data
	for _, o := range data.Objects {
		if o.Root {
			resolveFederation(o)
		} else {
			o.DisableConcurrency = true
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
	return !f.Object.Root && f.IsVariable() && !f.IsResolver && len(f.Args) == 0 && !f.HasDirectives() && !f.HasHaser &&
		t.Definition.IsLeafType() && (!t.GQL.NonNull || t.IsSlice() || !t.IsNilable())
}

// split sorts what is generated by the schema's file that defines it, as gqlgen's
// layout follow-schema does.
func split(data *codegen.Data) map[string]*codegen.Data {
	builds := map[string]*codegen.Data{}
	in := func(p *ast.Position) *codegen.Data {
		if builds[p.Src.Name] == nil {
			cfg := *data.Config
			cfg.Sources = []*ast.Source{p.Src}
			builds[p.Src.Name] = &codegen.Data{
				Config: &cfg, QueryRoot: data.QueryRoot, MutationRoot: data.MutationRoot, SubscriptionRoot: data.SubscriptionRoot,
				AllDirectives: data.AllDirectives, Interfaces: map[string]*codegen.Interface{}, ReferencedTypes: map[string]*config.TypeReference{},
			}
		}
		return builds[p.Src.Name]
	}
	for _, o := range data.Objects {
		build := in(o.Position)
		build.Objects = append(build.Objects, o)
	}
	for _, o := range data.Inputs {
		build := in(o.Position)
		build.Inputs = append(build.Inputs, o)
	}
	for name, i := range data.Interfaces {
		in(i.Position).Interfaces[name] = i
	}
	for name, t := range data.ReferencedTypes {
		in(t.Definition.Position).ReferencedTypes[name] = t
	}
	for _, d := range data.Directives() {
		if len(d.Args) > 0 {
			in(d.Position)
		}
	}
	return builds
}
