package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"pointsmall/mall"
)

// literals are the names that a condition compares fields with.
type literals struct{ tiers, categories []string }

// literalsOf finds what a condition compares tiers and categories with, by ==, != and in.
func literalsOf(e ast.Expr) (l literals) {
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind {
			return
		}
		call := e.AsCall()
		switch call.FunctionName() {
		case operators.Equals, operators.NotEquals, operators.In:
			if len(call.Args()) == 2 {
				l.compare(call.Args()[0], call.Args()[1])
				l.compare(call.Args()[1], call.Args()[0])
			}
		}
	}))
	return l
}

// compare notes the texts that a field is compared with, if it is one that holds names.
func (l *literals) compare(field, with ast.Expr) {
	if field.Kind() != ast.SelectKind {
		return
	}
	switch field.AsSelect().FieldName() {
	case "tier":
		l.tiers = append(l.tiers, texts(with)...)
	case "category", "categories":
		l.categories = append(l.categories, texts(with)...)
	}
}

// texts are the text, or the list of them, that is written in an expression.
func texts(e ast.Expr) (found []string) {
	switch e.Kind() {
	case ast.LiteralKind:
		if text, ok := e.AsLiteral().(types.String); ok && text != "" { // "" is a line in no category
			found = append(found, string(text))
		}
	case ast.ListKind:
		for _, element := range e.AsList().Elements() {
			found = append(found, texts(element)...)
		}
	}
	return found
}

// NamesOf are the tiers and the categories that a condition asks for.
func NamesOf(condition string) (tiers, categories []string, err error) {
	l, err := (&Definition{Condition: condition}).literals()
	return l.tiers, l.categories, err
}

// CheckNames refuses a condition that asks for a tier or a category that there is not.
func CheckNames(tiers, categories []string, knownTiers, knownCategories map[string]bool) *mall.Error {
	if code, ok := missing(tiers, knownTiers); ok {
		return bad("the condition asks for the tier %q, which there is not", "条件中的会员等级不存在：%q", code)
	}
	if slug, ok := missing(categories, knownCategories); ok {
		return bad("the condition asks for the category %q, which there is not", "条件中的商品分类不存在：%q", slug)
	}
	return nil
}

// literals are those of the condition; a condition with a fault has none.
func (d *Definition) literals() (literals, error) {
	if d.Condition == "" {
		return literals{}, nil
	}
	c, faults, err := Compile(d.Condition)
	if err != nil || len(faults) > 0 {
		return literals{}, err
	}
	return c.literals, nil
}

// oddCondition tells of names in a condition that there are not.
func (d *Definition) oddCondition(f found) (list []Warning) {
	if code, ok := missing(f.condition.tiers, f.tiers); ok {
		list = append(list, warn(UnknownTier, mall.Textf("the condition asks for the tier %q, which there is not", "条件中的会员等级不存在：%q", code), "condition"))
	}
	if slug, ok := missing(f.condition.categories, f.categories); ok {
		list = append(list, warn(UnknownCategory, mall.Textf("the condition asks for the category %q, which there is not", "条件中的商品分类不存在：%q", slug), "condition"))
	}
	return list
}
