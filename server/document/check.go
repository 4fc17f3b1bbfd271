package document

import (
	"errors"
	"strings"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"pointsmall/mall"
)

// check parses a document and refuses one that is larger than the limits.
func (l Limits) check(text string) (*ast.QueryDocument, *gqlerror.Error) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, max(0, l.Tokens))
	if err != nil {
		return nil, l.unparsed(err)
	}
	if refusal := wholeCharacters(text); refusal != nil {
		return nil, refusal
	}
	if refusal := l.measure(doc); refusal != nil {
		return nil, Shown(refusal)
	}
	return doc, nil
}

// unparsed gives a parser's error a code.
func (l Limits) unparsed(err error) *gqlerror.Error {
	var e *gqlerror.Error
	if !errors.As(err, &e) {
		e = gqlerror.Wrap(err)
	}
	switch { // the parser has no types for its limits
	case strings.HasPrefix(e.Message, "exceeded token limit"):
		return Shown(tooMany("tokens", "词元", l.Tokens))
	case strings.HasPrefix(e.Message, "exceeded maximum nesting depth"):
		if l.Depth < 0 {
			return Shown(tooDeep(parser.MaxNestingDepth))
		}
		return Shown(tooDeep(min(l.Depth, parser.MaxNestingDepth)))
	}
	errcode.Set(e, errcode.ParseFailed)
	return e
}

func (l Limits) measure(doc *ast.QueryDocument) *mall.Error {
	if over(len(doc.Operations), l.Operations) {
		return tooMany("operations", "操作", l.Operations)
	}
	r := newRuler(doc)
	var all size
	for _, o := range doc.Operations {
		s := r.set(o.SelectionSet)
		s.mark(o.Directives)
		if refusal := l.operation(o, s); refusal != nil {
			return refusal
		}
		all.below(s)
	}
	// Validation looks at every fragment by itself, too, spread or not.
	for _, f := range doc.Fragments {
		s := r.fragment(f.Name)
		if r.fragments[f.Name] != f { // a second one of this name
			s = r.set(f.SelectionSet)
		}
		if s.depth > 0 && over(s.depth, l.Depth) {
			return tooDeep(l.Depth)
		}
		if over(s.selections, l.Selections) {
			return tooMany("fields", "字段", l.Selections)
		}
	}
	return l.total(all)
}

func (l Limits) operation(o *ast.OperationDefinition, s size) *mall.Error {
	switch {
	case s.deferred:
		return mall.Errorf(mall.CodeNotSupported, "@defer and @stream are not supported: ask for these fields in the same answer or in a second request",
			"不支持 @defer 和 @stream：请在同一次应答或另一次请求中获取这些字段")
	case over(s.depth, l.Depth):
		return tooDeep(l.Depth)
	case o.Operation == ast.Mutation && over(s.roots, l.Mutations):
		return tooMany("mutations", "变更", l.Mutations)
	case over(s.roots, l.RootFields):
		return tooMany("root fields", "根字段", l.RootFields)
	}
	return nil
}

func (l Limits) total(s size) *mall.Error {
	switch {
	case over(s.selections, l.Selections):
		return tooMany("fields", "字段", l.Selections)
	case over(s.aliases, l.Aliases):
		return tooMany("aliases", "别名", l.Aliases)
	case over(s.directives, l.Directives):
		return tooMany("directives", "指令", l.Directives)
	}
	return nil
}

func tooMany(en, zh string, limit int) *mall.Error {
	return mall.Errorf(mall.CodeDocumentLimitExceeded, "the document has more than %[1]d %[2]s: ask for less at once", "文档的%[3]s超过 %[1]d 个，请减少一次查询的内容", limit, en, zh)
}

func tooDeep(limit int) *mall.Error {
	return mall.Errorf(mall.CodeDocumentLimitExceeded, "the document nests fields more than %s deep; ask for less at once",
		"文档的字段嵌套超过 %d 层，请减少一次查询的内容", mall.Count(limit, "level"))
}

// Shown carries a refusal to where errors get their language and code.
func Shown(refusal *mall.Error) *gqlerror.Error {
	return &gqlerror.Error{Err: refusal, Message: refusal.Text.EN, Extensions: map[string]any{"code": string(refusal.Code)}}
}
