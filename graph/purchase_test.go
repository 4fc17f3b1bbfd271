package graph

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/graph/model"
	"pointsmall/mall"
)

// Any three capital letters were taken for a currency.
func TestMoneyOfPurchasesIsOfACurrencyThatThereIs(t *testing.T) {
	_, err := purchaseOf(t.Context(), model.RecordPurchaseInput{ExternalRef: "1", MemberRef: "m", Total: &model.MoneyInput{Currency: "XXQ"}})
	refusal := refused(err)
	assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
	assert.Equal(t, []string{"total", "currency"}, refusal.Path)
	assert.Contains(t, refusal.Text.ZH, "XXQ")
}
