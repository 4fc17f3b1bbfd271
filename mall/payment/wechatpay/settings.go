package wechatpay

import (
	"crypto/aes"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/url"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"pointsmall/mall/payment"
)

// Settings are what the merchant has from WeChat Pay. The tags are for command lines.
type Settings struct {
	Merchant    string         `help:"WeChat Pay: the merchant's number (mchid)." env:"MERCHANT" placeholder:"NUMBER"`
	App         string         `help:"WeChat Pay: the app that members pay in (appid)." env:"APP" placeholder:"ID"`
	Serial      string         `help:"WeChat Pay: serial number of the merchant's certificate." env:"SERIAL" placeholder:"HEX"`
	PrivateKey  payment.Secret `help:"WeChat Pay: the merchant's private key, PEM, as file:PATH or by its variable." env:"PRIVATE_KEY" placeholder:"file:PATH"`
	APIKey      payment.Secret `help:"WeChat Pay: the API v3 key, 32 characters, as file:PATH or by its variable." name:"api-key" env:"API_KEY" placeholder:"file:PATH"`
	PublicKeyID string         `help:"WeChat Pay: id of the platform's public key (PUB_KEY_ID_…)." name:"public-key-id" env:"PUBLIC_KEY_ID" placeholder:"ID"`
	PublicKey   payment.Secret `help:"WeChat Pay: the platform's public key, PEM, as file:PATH or by its variable." env:"PUBLIC_KEY" placeholder:"file:PATH"`
	Gateway     string         `help:"WeChat Pay: another address than the platform's, for trials." env:"GATEWAY" placeholder:"URL"`
}

// Missing names the settings that are empty; wanted is true where one is not.
func (s Settings) Missing() (missing []string, wanted bool) {
	names := []string{"--wechat-merchant", "--wechat-app", "--wechat-serial", "--wechat-private-key", "--wechat-api-key", "--wechat-public-key-id", "--wechat-public-key"}
	return payment.Missing(names, s.Merchant, s.App, s.Serial, string(s.PrivateKey), string(s.APIKey), s.PublicKeyID, string(s.PublicKey))
}

// keys are the settings' secrets, read.
type keys struct {
	private *rsa.PrivateKey
	public  *rsa.PublicKey
	api     string
}

// errKey says that a key is none. The SDK's own error is left out: it may hold the key.
var errKey = errors.New("it is no RSA key in PEM")

func (s Settings) keys() (k keys, err error) {
	text, err := s.PrivateKey.Read()
	if err == nil {
		if k.private, err = utils.LoadPrivateKey(text); err != nil {
			err = errKey
		}
	}
	if err != nil {
		return k, fmt.Errorf("--wechat-private-key: %w", err)
	}
	text, err = s.PublicKey.Read()
	if err == nil {
		if k.public, err = utils.LoadPublicKey(text); err != nil {
			err = errKey
		}
	}
	if err != nil {
		return k, fmt.Errorf("--wechat-public-key: %w", err)
	}
	if k.api, err = s.APIKey.Read(); err == nil {
		if _, err = aes.NewCipher([]byte(k.api)); err != nil || len(k.api) != 32 {
			err = errors.New("it must have 32 characters")
		}
	}
	if err != nil {
		return k, fmt.Errorf("--wechat-api-key: %w", err)
	}
	if s.Gateway != "" {
		if u, err := url.Parse(s.Gateway); err != nil || u.Host == "" {
			return k, fmt.Errorf("--wechat-gateway: %q is no URL", s.Gateway)
		}
	}
	return k, nil
}
