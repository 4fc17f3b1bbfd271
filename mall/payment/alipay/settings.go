package alipay

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/mall/payment"
)

// Settings are what the merchant has from Alipay. The tags are for command lines.
type Settings struct {
	App        string         `help:"Alipay: the app's number (app_id)." env:"APP" placeholder:"NUMBER"`
	Seller     string         `help:"Alipay: the merchant's number (seller_id, 2088…)." env:"SELLER" placeholder:"NUMBER"`
	PrivateKey payment.Secret `help:"Alipay: the app's private key, PEM, as file:PATH or by its variable." env:"PRIVATE_KEY" placeholder:"file:PATH"`
	PublicKey  payment.Secret `help:"Alipay: Alipay's public key, PEM, as file:PATH or by its variable." env:"PUBLIC_KEY" placeholder:"file:PATH"`
	Gateway    string         `help:"Alipay: another address than the platform's, for its sandbox and for trials." env:"GATEWAY" placeholder:"URL"`
}

// Missing names the settings that are empty; wanted is true where one is not.
func (s Settings) Missing() (missing []string, wanted bool) {
	return payment.Missing([]string{"--alipay-app", "--alipay-seller", "--alipay-private-key", "--alipay-public-key"},
		s.App, s.Seller, string(s.PrivateKey), string(s.PublicKey))
}

// platform is where Alipay is.
const platform = "https://openapi.alipay.com/gateway.do"

// errKey says that a key is none. The SDK's own error is left out: it may hold the key.
var errKey = errors.New("it is no RSA key in PEM")

// client makes the SDK's client. In the SDK's words it is one for a sandbox, whose address is
// the platform's: its production client fetches the certificate that a call names, before it
// knows who has made the call.
func (s Settings) client(options ...alipay.OptionFunc) (*alipay.Client, error) {
	address := platform
	if s.Gateway != "" {
		if u, err := url.Parse(s.Gateway); err != nil || u.Host == "" {
			return nil, fmt.Errorf("--alipay-gateway: %q is no URL", s.Gateway)
		}
		address = s.Gateway
	}
	private, err := s.PrivateKey.Read()
	if err != nil {
		return nil, fmt.Errorf("--alipay-private-key: %w", err)
	}
	public, err := s.PublicKey.Read()
	if err != nil {
		return nil, fmt.Errorf("--alipay-public-key: %w", err)
	}
	client, err := alipay.New(s.App, private, false, append(options, alipay.WithSandboxGateway(address))...)
	if err != nil {
		return nil, fmt.Errorf("--alipay-private-key: %w", errKey)
	}
	if err := client.LoadAliPayPublicKey(public); err != nil {
		return nil, fmt.Errorf("--alipay-public-key: %w", errKey)
	}
	return client, nil
}
