package testpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"pointsmall/mall"
)

// Callback is what TEST says of a payment.
type Callback struct {
	// Paid is true for "paid", false for "failed".
	Paid bool
	// Amount is the money that was paid, as the callback says; nil: the payment's.
	Amount *mall.Money
}

// ReadCallback reads the body of a callback: {"outcome": "paid"} or {"outcome": "failed"},
// with "amount" and "currency" where it names them. Refusal: INVALID_INPUT.
func ReadCallback(body []byte) (Callback, *mall.Error) {
	var said struct {
		Outcome  string        `json:"outcome"`
		Amount   *string       `json:"amount"`
		Currency mall.Currency `json:"currency"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&said); err != nil {
		return Callback{}, unreadable()
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Callback{}, unreadable()
	}
	if said.Outcome != "paid" && said.Outcome != "failed" {
		return Callback{}, mall.Errorf(mall.CodeInvalidInput, `outcome must be "paid" or "failed", got %q`, `outcome 须为 "paid" 或 "failed"，收到 %q`, said.Outcome).At("outcome")
	}
	c := Callback{Paid: said.Outcome == "paid"}
	if said.Amount != nil {
		amount, err := mall.ParseDecimal(*said.Amount)
		if err != nil {
			return Callback{}, badAmount()
		}
		money, err := mall.ParseMoney(amount, said.Currency)
		if err != nil {
			return Callback{}, badAmount()
		}
		c.Amount = &money
	}
	return c, nil
}

func unreadable() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, `the body must be JSON such as {"outcome": "paid"}`, `请求体须为 JSON，如 {"outcome": "paid"}`)
}

func badAmount() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "amount and currency must be such as 12.50 and CNY", "amount 与 currency 须形如 12.50 与 CNY").At("amount")
}
