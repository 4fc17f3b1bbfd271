package mall

import (
	"context"
	"fmt"
)

// Lang is a language that the mall's texts are written in.
type Lang string

// The mall's languages.
const (
	EN Lang = "en"
	ZH Lang = "zh-CN"
)

// Text is one text in the mall's languages. It is stored as JSON.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh-CN"`
}

// In is the text in lang; where that is missing, in the other language.
func (t Text) In(lang Lang) string {
	if (lang == ZH && t.ZH != "") || t.EN == "" {
		return t.ZH
	}
	return t.EN
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
	return EN
}
