package fuzz

import (
	"fmt"
	"slices"
	"strings"
)

// wholes are whole numbers at the borders of what types hold: 32, 53 and 64 bits.
var wholes = strings.Fields(`0 -0 1 2 3 5 7 20 99 100 101 1000 3650 3651 9999 10000 1000000 1000001 -1 -100
	2147483646 2147483647 2147483648 -2147483647 -2147483648 -2147483649 4294967295 4294967296
	9007199254740990 9007199254740991 9007199254740992 9007199254740993 -9007199254740991 -9007199254740992
	9223372036854775806 9223372036854775807 -9223372036854775807 -9223372036854775808`)

// beyond are numbers that 64 bits do not hold. A document with these is not valid;
// variables can bring them.
var beyond = strings.Fields(`1e309 -1e400 9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 99999999999999999999999999999999999999999`)

// broken are numbers with a fraction or an exponent, some of them whole.
var broken = strings.Fields(`0.0 -0.0 1.0 1.5 1e0 1E2 5e-1 1e15 1e16 9.007199254740991e15 1e19 1e308 1e-400 0.1 12.50 1.0000000000000000000000000000001`)

// decimals are exact numbers as texts, and nearly.
var decimals = []string{
	"0", "-0", "1", "0.01", "12.50", "1.234", "0.001", "-1", "-0.01", "1e3", "1E400", "1e-400", "1e99999999999999", "NaN", "Infinity", "-Inf", "0x10", "+1", ".5", "5.",
	"", " 1", "1 ", "1_000", "1,5", "00001.10", "92233720368547758.07", "92233720368547758.08", "9223372036854775807", "90071992547409.91", "99999999999999999999999999999999999",
	"0." + strings.Repeat("0", 400) + "1", strings.Repeat("9", 400), "١٢", "½",
}

// moments are dates and times that exist, and that do not.
var moments = []string{
	"2026-01-02T03:04:05Z", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-29T23:59:59.999999999Z", "2016-12-31T23:59:60Z",
	"2026-01-01T24:00:00Z", "0000-00-00T00:00:00Z", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "1582-10-10T00:00:00Z",
	"1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-23:59", "9999-12-31T00:00:00-24:00", "10000-01-01T00:00:00Z",
	"-0001-01-01T00:00:00Z", "2026-03-29T02:30:00+01:00", "2026-01-02T03:04:05+08:00", "2026-01-02T03:04:05,5Z", "2026-01-02t03:04:05z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "2026-01-02",
	"2099-01-01T00:00:00Z", "2500-06-30T12:00:00.000001Z", "292277026596-12-04T15:30:08Z", "infinity", "epoch", "now", "",
}

func (w *writer) scalar(name, kind string, at place) value {
	if known := w.Known[name]; len(known) > 0 && kind != "Int" && !w.odd() {
		text := quote(pick(w, known))
		if kind == "Points" {
			return scalar(strings.Trim(string(text), `"`))
		}
		return text
	}
	switch kind {
	case "Boolean":
		return scalar(fmt.Sprint(w.oneIn(2)))
	case "Int":
		return w.int(name, at)
	case "Float":
		return scalar(pick(w, broken))
	case "String":
		return w.text(at)
	case "ID":
		return w.id(at)
	}
	return w.custom(kind, at)
}

func (w *writer) int(name string, at place) value {
	switch {
	case (name == "first" || name == "last") && !w.oneIn(5): // what is small is answered fast
		return scalar(fmt.Sprint(w.random.IntN(6)))
	case !w.odd():
		return scalar(fmt.Sprint(1 + w.random.IntN(5)))
	case at == variables && w.oneIn(4): // a document with these would not be valid
		return scalar(pick(w, slices.Concat(broken, beyond)))
	}
	return scalar(pick(w, wholes))
}

// number is any number.
func (w *writer) number(at place) value {
	switch {
	case w.oneIn(2):
		return scalar(pick(w, wholes))
	case at == variables && w.oneIn(3):
		return scalar(pick(w, beyond))
	}
	return scalar(pick(w, broken))
}

// custom is a value of one of the schema's own scalars, or nearly.
func (w *writer) custom(kind string, at place) value {
	if w.odd() && w.oneIn(4) {
		return w.anything(0, at)
	}
	switch kind {
	case "Points":
		return w.number(at)
	case "Decimal":
		return quote(pick(w, decimals))
	case "DateTime", "Date":
		return quote(pick(w, moments))
	case "_Any":
		return w.representation()
	}
	return w.text(at)
}

// representation names an entity by one of its keys, as federation has it.
func (w *writer) representation() value {
	all := object{}
	if def := w.schema.Types["_Entity"]; def != nil && !w.oneIn(10) {
		all = append(all, member{"__typename", quote(pick(w, def.Types))})
	}
	for _, key := range []string{"id", "slug", "code"} {
		if w.oneIn(2) {
			all = append(all, member{key, w.scalar(key, "ID", constant)})
		}
	}
	return all
}

// anything is a value of any form.
func (w *writer) anything(depth int, at place) value {
	switch n := w.random.IntN(9); {
	case n == 0 && depth < 4:
		return list{w.anything(depth+1, at), w.anything(depth+1, at)}
	case n == 1 && depth < 4:
		return object{{"a", w.anything(depth+1, at)}, {"__typename", w.anything(depth+1, at)}}
	case n == 2, n == 3:
		return w.number(at)
	case n == 4:
		return scalar(fmt.Sprint(w.oneIn(2)))
	case n == 5:
		return enum("SOMETHING")
	}
	return w.text(at)
}
