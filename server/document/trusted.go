package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/mall"
)

// apolloFormat is what Apollo's manifests say they are.
const apolloFormat = "apollo-persisted-query-manifest"

// Manifest holds the documents that a mall has registered.
type Manifest struct {
	texts  map[string]string // by id, letter by letter
	hashes map[string]string // by the hash of the text, as hashOf writes it
}

// ReadManifest reads a file of registered documents: Apollo's persisted-query
// manifest, or an object of texts by id, as relay-compiler and graphql-codegen write
// it. Each document must be valid and within the limits; an error names the one that
// is not.
func ReadManifest(file string, schema *ast.Schema, limits Limits) (*Manifest, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the trusted documents cannot be read: %w", err)
	}
	registered, err := parseManifest(content)
	if err != nil {
		return nil, fmt.Errorf("the trusted documents in %s: %w", file, err)
	}
	m, err := NewManifest(registered, schema, limits)
	if err != nil {
		return nil, fmt.Errorf("a trusted document in %s: %w", file, err)
	}
	return m, nil
}

// NewManifest registers documents by their ids. Each must be valid and within the limits; an
// error names the one that is not.
func NewManifest(registered map[string]string, schema *ast.Schema, limits Limits) (*Manifest, error) {
	m := &Manifest{texts: make(map[string]string, len(registered)), hashes: make(map[string]string, len(registered))}
	for id, text := range registered {
		if err := valid(text, schema, limits); err != nil {
			return nil, fmt.Errorf("the document %q: %w", id, err)
		}
		m.texts[id] = text
		m.hashes[hashOf(text)] = text
	}
	return m, nil
}

// names reports whether a request names one of the documents by its id, without a text.
func (m *Manifest) names(params *graphql.RawParams, name string) bool {
	if m == nil || name == "" || params.Query != "" {
		return false
	}
	_, ok := m.texts[name]
	return ok
}

var errManifest = errors.New(`write either Apollo's manifest, {"format": "` + apolloFormat + `", "version": 1, "operations": [{"id": "…", "body": "…"}]}, or an object of documents by id, {"id": "query …"}`)

func parseManifest(content []byte) (map[string]string, error) {
	var apollo struct {
		Format     string
		Version    int
		Operations []struct{ ID, Body string }
	}
	registered := map[string]string{}
	if err := json.Unmarshal(content, &apollo); err == nil && apollo.Format == apolloFormat {
		if apollo.Version != 1 {
			return nil, fmt.Errorf("version %d of Apollo's manifest is not known: write version 1", apollo.Version)
		}
		for _, o := range apollo.Operations {
			if o.ID == "" || registered[o.ID] != "" {
				return nil, fmt.Errorf("each operation needs an id of its own; %q is none", o.ID)
			}
			registered[o.ID] = o.Body
		}
	} else if err := json.Unmarshal(content, &registered); err != nil {
		return nil, errManifest
	}
	if len(registered) == 0 {
		return nil, errors.New("it registers no document: nothing could ever run")
	}
	return registered, nil
}

func valid(text string, schema *ast.Schema, limits Limits) error {
	doc, refusal := limits.check(text)
	if refusal != nil {
		return refusal
	}
	if len(doc.Operations) == 0 {
		return errors.New("it has no operation")
	}
	if list := validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()); len(list) > 0 {
		return list
	}
	return nil
}

// find puts the registered text that a request names, by its id as it is registered,
// by its hash or by the text itself, into params.
func (m *Manifest) find(params *graphql.RawParams, name string) *mall.Error {
	if name == "" {
		name = hashOf(params.Query)
	}
	text, ok := m.texts[name]
	if !ok {
		text, ok = m.hashes[hashIn(name)]
	}
	if !ok || (params.Query != "" && params.Query != text) {
		return mall.Errorf(mall.CodeDocumentNotTrusted, "this server only runs the documents that it has registered, and this is none of them",
			"本服务器只运行已登记的文档，此文档未登记")
	}
	params.Query = text
	return nil
}
