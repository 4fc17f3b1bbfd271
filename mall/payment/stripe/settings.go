package stripe

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"pointsmall/mall/payment"
)

// Settings are what the merchant has from Stripe. The tags are for command lines.
type Settings struct {
	SecretKey     payment.Secret `help:"Stripe: the secret key (sk_… or rk_…), as file:PATH or by its variable." env:"SECRET_KEY" placeholder:"file:PATH"`
	PublicKey     string         `help:"Stripe: the publishable key (pk_…), which storefronts are told." env:"PUBLIC_KEY" placeholder:"KEY"`
	WebhookSecret payment.Secret `help:"Stripe: the signing secret of the endpoint that calls the mall (whsec_…), as file:PATH or by its variable." env:"WEBHOOK_SECRET" placeholder:"file:PATH"`
	Gateway       string         `help:"Stripe: another address than Stripe's, for trials." env:"GATEWAY" placeholder:"URL"`
}

// Missing names the settings that are empty; wanted is true where one is not.
func (s Settings) Missing() (missing []string, wanted bool) {
	return payment.Missing([]string{"--stripe-secret-key", "--stripe-public-key", "--stripe-webhook-secret"},
		string(s.SecretKey), s.PublicKey, string(s.WebhookSecret))
}

// keys are the settings' secrets, read.
type keys struct {
	secret, webhook string
	// live says that the keys are for money, and not for trials.
	live bool
}

func (s Settings) keys() (k keys, err error) {
	if k.secret, err = s.SecretKey.Read(); err == nil && !strings.HasPrefix(k.secret, "sk_") && !strings.HasPrefix(k.secret, "rk_") {
		err = errors.New("it must begin with sk_ or rk_")
	}
	if err != nil {
		return k, fmt.Errorf("--stripe-secret-key: %w", err)
	}
	if k.webhook, err = s.WebhookSecret.Read(); err != nil {
		return k, fmt.Errorf("--stripe-webhook-secret: %w", err)
	}
	if !strings.HasPrefix(s.PublicKey, "pk_") {
		return k, errors.New("--stripe-public-key: it must begin with pk_")
	}
	k.live = isLive(k.secret)
	if k.live != isLive(s.PublicKey) {
		return k, errors.New("--stripe-public-key: one of the keys is for trials, and the other is not")
	}
	if s.Gateway != "" {
		if u, err := url.Parse(s.Gateway); err != nil || u.Host == "" {
			return k, fmt.Errorf("--stripe-gateway: %q is no URL", s.Gateway)
		}
	}
	return k, nil
}

func isLive(key string) bool { return strings.Contains(key, "_live_") }
