package document

import "reflect"

// Limits bound one request's document. Zero means the default, less than zero no
// limit. Counts are those after fragments have been put where they are spread.
type Limits struct {
	Tokens     int `help:"Most tokens of a GraphQL document." default:"10000" env:"TOKENS"`
	Depth      int `help:"Most levels of fields in fields." default:"20" env:"DEPTH"`
	Selections int `help:"Most fields and fragments of a document, counted where fragments are spread." default:"500" env:"SELECTIONS"`
	Aliases    int `help:"Most fields under another name." default:"100" env:"ALIASES"`
	Directives int `help:"Most directives of a document." default:"50" env:"DIRECTIVES"`
	RootFields int `help:"Most root fields of an operation." default:"20" env:"ROOT_FIELDS"`
	Operations int `help:"Most operations of a document, of which a request runs one." default:"10" env:"OPERATIONS"`
	Mutations  int `help:"Most mutations of a request." default:"10" env:"MUTATIONS"`
	Cost       int `help:"Most that a request may cost: fields, those of a list counted as often as it may be long." default:"20000" env:"COST"`
	Errors     int `help:"Most errors that a response lists." default:"100" env:"ERRORS"`
}

// Defaults are the limits of a server that is told none; the command line has the same.
var Defaults = Limits{
	Tokens: 10_000, Depth: 20, Selections: 500, Aliases: 100, Directives: 50, RootFields: 20, Operations: 10, Mutations: 10, Cost: 20_000, Errors: 100,
}

// OrDefaults puts the defaults where l has zeros.
func (l Limits) OrDefaults() Limits {
	v, defaults := reflect.ValueOf(&l).Elem(), reflect.ValueOf(Defaults)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			v.Field(i).Set(defaults.Field(i))
		}
	}
	return l
}

// Off names the limits that are switched off, as the command line calls them.
func (l Limits) Off() (names []string) {
	for _, c := range []struct {
		name  string
		value int
	}{
		{"tokens", l.Tokens}, {"depth", l.Depth}, {"selections", l.Selections}, {"aliases", l.Aliases}, {"directives", l.Directives},
		{"root-fields", l.RootFields}, {"operations", l.Operations}, {"mutations", l.Mutations}, {"cost", l.Cost}, {"errors", l.Errors},
	} {
		if c.value < 0 {
			names = append(names, "--max-"+c.name)
		}
	}
	return names
}

// over reports whether n passes a limit.
func over(n, limit int) bool { return limit >= 0 && n > limit }
