package mall

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// Lang is a language that the mall's texts are written in.
type Lang string

// The mall's languages.
const (
	LangEN Lang = "en"
	LangZH Lang = "zh-CN"
)

// Text is one text in the mall's languages. It is stored as JSON.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh-CN"`
}

// In is the text in lang; where that is missing, in the other language.
func (t Text) In(lang Lang) string {
	if (lang == LangZH && t.ZH != "") || t.EN == "" {
		return t.ZH
	}
	return t.EN
}

// Value stores the text as JSON.
func (t Text) Value() (driver.Value, error) {
	encoded, err := json.Marshal(t)
	return string(encoded), err
}

// Scan reads what Value stored.
func (t *Text) Scan(v any) error {
	var stored string
	switch v := v.(type) {
	case string:
		stored = v
	case []byte:
		stored = string(v)
	default:
		return fmt.Errorf("a text cannot be read from a %T", v)
	}
	*t = Text{}
	if t.scanPlain(stored) {
		return nil
	}
	return json.Unmarshal([]byte(stored), t)
}

// scanPlain reads JSON in the form that nearly every stored text has: strings
// without escapes. A catalog page has a hundred of them.
func (t *Text) scanPlain(stored string) bool {
	rest, ok := strings.CutPrefix(stored, "{")
	for ok {
		var key, value string
		if key, rest, ok = cutPlain(rest); !ok {
			return false
		}
		if rest, ok = strings.CutPrefix(rest, ":"); !ok {
			return false
		}
		if value, rest, ok = cutPlain(rest); !ok {
			return false
		}
		switch key {
		case "en":
			t.EN = value
		case "zh-CN":
			t.ZH = value
		}
		if rest == "}" {
			return true
		}
		rest, ok = strings.CutPrefix(rest, ",")
	}
	return false
}

// cutPlain cuts a JSON string without escapes off the start of s.
func cutPlain(s string) (value, rest string, ok bool) {
	s, ok = strings.CutPrefix(strings.TrimLeft(s, " "), `"`)
	if !ok {
		return "", "", false
	}
	value, rest, ok = strings.Cut(s, `"`)
	return value, rest, ok && !strings.Contains(value, `\`)
}

// Textf fills the same arguments into both languages' formats.
func Textf(en, zh string, args ...any) Text {
	if len(args) == 0 {
		return Text{EN: en, ZH: zh}
	}
	return Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}
}

type langKey struct{}

// WithLang remembers the language that the caller reads.
func WithLang(ctx context.Context, lang Lang) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// LangOf is the caller's language; English when none was asked for.
func LangOf(ctx context.Context) Lang {
	if lang, ok := ctx.Value(langKey{}).(Lang); ok {
		return lang
	}
	return LangEN
}
