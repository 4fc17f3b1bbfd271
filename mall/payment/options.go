package payment

import (
	"encoding/json"
	"fmt"

	"pointsmall/mall"
)

// Options say how a member pays an attempt. They are stored with it, because a job may have
// to begin it later.
type Options struct {
	// Scene is where; "": the provider's usual one.
	Scene mall.PaymentScene `json:"scene,omitempty"`
	// OpenID is who pays inside WeChat, as WeChat calls them in the mall's app.
	OpenID string `json:"openId,omitempty"`
	// ReturnURL is where the provider's page leads back to.
	ReturnURL string `json:"returnUrl,omitempty"`
	// Address is the member's address on the network, which WeChat asks for in browsers.
	Address string `json:"address,omitempty"`
}

// String is the options as they are stored; "" for none.
func (o Options) String() string {
	if o == (Options{}) {
		return ""
	}
	text, err := json.Marshal(o)
	if err != nil { // four texts are always written
		panic("payment: " + err.Error())
	}
	return string(text)
}

// OptionsOf reads options as they are stored.
func OptionsOf(stored string) (o Options, err error) {
	if stored == "" {
		return o, nil
	}
	if err := json.Unmarshal([]byte(stored), &o); err != nil {
		return o, fmt.Errorf("read the options of a payment: %w", err)
	}
	return o, nil
}
