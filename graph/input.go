package graph

import (
	"errors"
	"slices"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning"
)

// text is the text that a pointer holds; "" for nil.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// textOf reads a text in the mall's languages.
func textOf(name *model.LocalizedTextInput) mall.Text {
	return mall.Text{EN: text(name.En), ZH: text(name.ZhCn)}
}

// set puts what a caller sent, if anything, in its place.
func set[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
}

// unlessZero is v, or null where nothing is limited.
func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// moneyOf reads an amount that must be in the mall's currency.
func moneyOf(input *model.MoneyInput, currency mall.Currency) (mall.Money, error) {
	money, err := mall.ParseMoney(input.Amount, input.Currency)
	if err == nil && money.Currency != currency {
		return money, mall.Errorf(mall.CodeInvalidInput, "the mall's money is %s", "本商城的货币为 %s", currency).At("currency")
	}
	return money, err
}

// tooMany refuses a batch that is too large.
func tooMany(n int, field string) error {
	if n <= earning.MaxBatch {
		return nil
	}
	refusal := mall.Errorf(mall.CodeLimitExceeded, "at most %d a call", "每次调用最多 %d 条", earning.MaxBatch).At(field)
	refusal.Figures = mall.Figures{Limit: earning.MaxBatch, Left: earning.MaxBatch}
	return refusal
}

// noSuch refuses an id in an input that names nothing of its kind.
func noSuch(en, zh, field string) *mall.Error {
	return (&mall.Error{Code: mall.CodeNotFound, Text: mall.Text{EN: en, ZH: zh}}).At(field)
}

// at puts path in front of the field that a refusal names.
func at(err error, path ...string) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		return refusal.At(path...)
	}
	return err
}

// inside puts field in front of the field that a refusal names, where that lies in what
// the field holds: the code, version and revision of what is changed stand beside it.
// Example: a refusal at "caps" of a rule's draft becomes one at "rule", "caps".
func inside(err error, field string) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) && len(refusal.Path) > 0 && !slices.Contains([]string{"code", "version", "revision", "shippingTemplateId"}, refusal.Path[0]) {
		return refusal.At(field)
	}
	return err
}

// refused is a refusal that comes as an error.
func refused(err error) *mall.Error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return mall.Errorf(mall.CodeInvalidInput, "%v", "%v", err)
}
