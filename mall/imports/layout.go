package imports

import (
	"slices"
	"strings"

	"pointsmall/mall"
)

// known is a column that files of a kind may have.
type known struct {
	column Column
	// names are what files call it, the usual one first.
	names []string
	// needed is true where no row can be read without it.
	needed bool
}

// layout is what the columns of a kind of file are.
type layout []known

// The columns of files other than purchases.
const (
	RefColumn         Column = "ref"
	NameColumn        Column = "name"
	NameZHColumn      Column = "name_zh"
	TagsColumn        Column = "tags"
	TierColumn        Column = "tier"
	SinceColumn       Column = "since"
	PointsColumn      Column = "points"
	ExpiresColumn     Column = "expires"
	EarnedColumn      Column = "earned"
	KeyColumn         Column = "key"
	OnHandColumn      Column = "stock"
	DeltaColumn       Column = "delta"
	CodeColumn        Column = "code"
	ProductColumn     Column = "product"
	KindColumn        Column = "kind"
	DescriptionColumn Column = "description"
	DescriptionZH     Column = "description_zh"
	CategoryColumn    Column = "category"
	BrandColumn       Column = "brand"
	ImagesColumn      Column = "images"
	SkuNameColumn     Column = "sku_name"
	SkuNameZHColumn   Column = "sku_name_zh"
	OptionsColumn     Column = "options"
	SpecsColumn       Column = "specifications"
	PricesColumn      Column = "prices"
	CashColumn        Column = "cash"
	ShelfColumn       Column = "on_shelf"
	PerMemberColumn   Column = "per_member"
	OffsetColumn      Column = "offset_percent"
	GramsColumn       Column = "grams"
)

// find says where a header has the columns. named overrules the usual names.
func (l layout) find(header []string, named map[string]string) (columns, *mall.Error) {
	c := columns{names: header, at: map[Column]int{}}
	taken := map[int]Column{}
	for _, k := range l {
		names, said := k.names, named[string(k.column)]
		if said != "" {
			names = []string{said}
		}
		for _, name := range names {
			at := slices.IndexFunc(header, func(n string) bool { return strings.EqualFold(plain(n), plain(name)) })
			if at < 0 {
				continue
			}
			if other, twice := taken[at]; twice {
				return c, mall.Errorf(mall.CodeInvalidInput, "%[1]q stands for both %[2]s and %[3]s", "%[1]q 同时对应 %[2]s 与 %[3]s", header[at], other, k.column).At("columns")
			}
			c.at[k.column], taken[at] = at, k.column
			break
		}
		if !c.has(k.column) && (k.needed || said != "") {
			return c, mall.Errorf(mall.CodeInvalidInput, "the column %[1]s (%[2]s) is missing: the header names %[3]s. Say by columns what the file calls it",
				"缺少列 %[1]s（%[2]s）：表头为 %[3]s。请在 columns 中指定文件中的列名", k.column, strings.Join(names, ", "), abridge(strings.Join(header, ", "))).At("file")
		}
	}
	return c, nil
}

// check refuses names of columns that there are not.
func (l layout) check(named map[string]string) *mall.Error {
	for column := range named {
		if !slices.ContainsFunc(l, func(k known) bool { return string(k.column) == column }) {
			return mall.Errorf(mall.CodeInvalidInput, "there is no column %[1]q: there are %[2]s", "没有列 %[1]q，可用的列为 %[2]s", column, l.words()).At("columns")
		}
	}
	return nil
}

// words lists the columns.
func (l layout) words() string {
	words := make([]string, len(l))
	for i, k := range l {
		words[i] = string(k.column)
	}
	return strings.Join(words, ", ")
}
