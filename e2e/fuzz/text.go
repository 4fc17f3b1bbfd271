package fuzz

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// texts are what text fields hold seldom, but may be sent at any time.
var texts = []string{
	"", " ", "x", "null", "0", "-1", "<script>alert(1)</script>", `'; drop table members; --`, `" or 1=1`, `\`, `%s%n`, "%", "_", "*", "../../etc/passwd", "${jndi:ldap://x}", "{{7*7}}",
	"a\tb", "a\nb", "a\r\nb", "a\bb\f", "\x01\x02\x1f\x7f", "\u0080\u009f", "\u00a0", "\u2028\u2029", "\u200b", "\ufeffx", "\u202eabc\u202c", "\u200f\u0645\u0631\u062d\u0628\u0627", "e\u0301", "\u00e9",
	"\ufffd", "\ufffe\uffff", "\U0010ffff", "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "积分商城", "ﷺ", "İıſK", "ß", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "alice@demo.test", "ALICE@DEMO.TEST", "long enough",
}

// pairs are characters written as two halves, and halves what only JSON can write: a
// document with half a character is refused.
var (
	pairs  = []scalar{`"\ud83d\ude00"`, `"\uDBFF\uDFFF"`}
	halves = []scalar{`"\ud800"`, `"a\udc00b"`, `"\udc00\ud800"`, `"\ud83d"`, `"\ud800\u0041"`}
)

// nul is the character that PostgreSQL cannot store.
var nul = []scalar{`"\u0000"`, `"a\u0000b"`, `"\u0000\u0000x"`}

func (w *writer) text(at place) value {
	switch n := w.random.IntN(100); {
	case n == 0:
		return quote(strings.Repeat(pick(w, []string{"x", "积", "\U0001f600", "a b ", `\`, "\x01"}), 100_000/8))
	case n < 6:
		if at == variables && w.random.IntN(2) == 0 {
			return pick(w, halves)
		}
		return pick(w, pairs)
	case n < 11:
		return pick(w, nul)
	case n < 20:
		length := pick(w, []int{1, 3, 8, 100, 101, 128, 129, 254, 255, 256, 257, 500, 501, 1000})
		return quote(strings.Repeat(pick(w, []string{"x", "é", "积"}), length))
	case n < 23 && at != variables:
		return block(pick(w, []string{"", "a block", "\n  indented\n    more\n", `"quoted"`, `a \""" b`, "a\\u0000", "\U0001f600\r\n x"}))
	case n < 30:
		return quote(w.idText())
	}
	return quote(pick(w, texts))
}

// prefixes are those of ids, of kinds that can be found and of those that cannot.
var prefixes = strings.Fields("prd_ sku_ cat_ ord_ ent_ mbr_ ses_ acc_ lot_ jrn_ stf_ ptr_ prc_ oln_ pur_ key_ idk_ zzz_ _")

// id is what may stand where an id does: also a number.
func (w *writer) id(at place) value {
	switch n := w.random.IntN(12); {
	case n == 0 && at == variables:
		return scalar(pick(w, beyond))
	case n == 0:
		return scalar(pick(w, wholes))
	case n == 1:
		return w.text(at)
	}
	return quote(w.idText())
}

// idText is an id that is wrong in one way or another, or a cursor that is.
func (w *writer) idText() string {
	random := fmt.Sprintf("%016x%016x", w.random.Uint64(), w.random.Uint64())
	prefix := pick(w, prefixes)
	digits := pick(w, []string{
		random, random, random, strings.ToUpper(random), random[1:], random + "0", random[:31] + "g", strings.Repeat("0", 32), strings.Repeat("f", 32), "", random[:16],
		random[:8] + "-" + random[8:12] + "-" + random[12:16] + "-" + random[16:20] + "-" + random[20:], strings.Repeat("é", 16), " " + random[1:],
	})
	switch n := w.random.IntN(10); {
	case n < 3:
		return w.cursor(prefix + digits)
	case n == 3 && len(w.Known["id"]) > 0: // another kind's uuid
		_, rest, _ := strings.Cut(pick(w, w.Known["id"]), "_")
		return prefix + rest
	case n == 4 && len(w.Known["id"]) > 0:
		return w.damage(pick(w, w.Known["id"]))
	}
	return prefix + digits
}

// cursor forges a cursor of any list.
func (w *writer) cursor(id string) string {
	if known := w.Known["after"]; len(known) > 0 && w.oneIn(3) {
		return w.damage(pick(w, known))
	}
	inside := pick(w, []string{
		"c:" + id, "c:" + pick(w, wholes) + " " + id, "c:" + pick(w, wholes), "c:" + pick(w, beyond), "c:", "d:" + id, "c:x", "c:\x00", "c:1 \x00", "c:\xff\xfe", "c:1 " + id + " 2", "c: " + id, "",
	})
	encode := pick(w, []*base64.Encoding{base64.RawURLEncoding, base64.RawURLEncoding, base64.StdEncoding})
	return encode.EncodeToString([]byte(inside))
}

// damage changes a text at one place.
func (w *writer) damage(text string) string {
	if text == "" {
		return "="
	}
	at := w.random.IntN(len(text))
	return pick(w, []string{text[:at], text[at:], text[:at] + "0" + text[at+1:], text + text, text + "=", strings.ToUpper(text), text[:at] + "é" + text[at:]})
}
