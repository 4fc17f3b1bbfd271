package openid

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// timeout bounds each call of the provider.
	timeout = 5 * time.Second
	// restFor is how long a provider that did not say what it is, is not asked again: strangers
	// may begin a flow.
	restFor = 5 * time.Second
)

// What can go wrong.
var (
	// ErrRefused says that the provider did not vouch for the caller.
	ErrRefused = errors.New("the provider does not vouch for this code")
	// ErrUnavailable says that the provider does not answer as it should.
	ErrUnavailable = errors.New("the OpenID provider does not answer")
)

// Config names the provider, and the mall as its client. The zero Config is none.
type Config struct {
	Issuer       string `help:"OpenID provider by which they may sign in, such as https://login.example; without it they cannot." env:"ISSUER" placeholder:"URL"`
	ClientID     string `help:"What the provider knows the mall as." env:"CLIENT_ID" placeholder:"ID"`
	ClientSecret string `help:"The mall's secret at the provider. Better set by its variable, as others can see a command line." env:"CLIENT_SECRET" placeholder:"SECRET"`
	RedirectURL  string `help:"The page to which the provider sends browsers back, as registered with it; it calls finishStaffOpenId for staff, signInWithIdentity for members." env:"REDIRECT_URL" placeholder:"URL"`
}

// On reports whether there is a provider.
func (c Config) On() bool { return c.Issuer != "" }

// Check refuses settings that lack something; whose is how their flags begin, such as staff.
func (c Config) Check(whose string) error {
	for name, value := range map[string]string{"client-id": c.ClientID, "redirect-url": c.RedirectURL} {
		if c.On() != (value != "") {
			return fmt.Errorf("--%[1]s-openid-issuer, --%[1]s-openid-client-id and --%[1]s-openid-redirect-url go together: see --%[1]s-openid-%[2]s", whose, name)
		}
	}
	return nil
}

// Provider is the provider. Its keys and addresses are read when they are first needed, so
// that a mall starts while it is away.
type Provider struct {
	config Config
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	known *oidc.Provider
	// failed is when the provider did not answer last.
	failed time.Time
}

// New makes a provider.
func New(c Config, now func() time.Time) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: timeout}, now: now}
}

// Flow is one sign-in at the provider. State travels in addresses, the others do not.
type Flow struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
}

// Account is an account of the provider.
type Account struct {
	Issuer, Subject string
	// Email is "" where the provider has not verified it.
	Email string
}

// Begin makes a flow, and the address to which the browser is sent. Errors: ErrUnavailable.
func (p *Provider) Begin(ctx context.Context) (string, Flow, error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	f := Flow{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier()}
	return p.oauth(provider).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), f, nil
}

// Finish turns the code of a flow into an account. Errors: ErrRefused, ErrUnavailable.
func (p *Provider) Finish(ctx context.Context, f Flow, state, code string) (Account, error) {
	if subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 {
		return Account{}, fmt.Errorf("%w: it is of another flow", ErrRefused)
	}
	provider, err := p.discover(ctx)
	if err != nil {
		return Account{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.oauth(provider).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < http.StatusInternalServerError {
			return Account{}, fmt.Errorf("%w: %s", ErrRefused, refused.ErrorCode)
		}
		return Account{}, ErrUnavailable // its error may quote the answer
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return Account{}, fmt.Errorf("%w: there is no ID token", ErrRefused)
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return Account{}, fmt.Errorf("%w: its ID token is not good", ErrRefused)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return Account{}, fmt.Errorf("%w: its ID token is of another flow", ErrRefused)
	}
	var claims struct {
		Email         string `json:"email"`
		EmailVerified bool   `json:"email_verified"`
	}
	if err := token.Claims(&claims); err != nil {
		return Account{}, fmt.Errorf("%w: its claims make no sense", ErrRefused)
	}
	account := Account{Issuer: token.Issuer, Subject: token.Subject}
	if claims.EmailVerified {
		account.Email = claims.Email
	}
	return account, nil
}

// discover reads what the provider says of itself, once it has answered.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	if now := time.Now(); now.Sub(p.failed) < restFor {
		return nil, ErrUnavailable
	}
	// The provider's keys are read with this context for as long as the process lives.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	known, err := oidc.NewProvider(ctx, p.config.Issuer)
	if err != nil {
		p.failed = time.Now()
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	p.known = known
	return known, nil
}

func (p *Provider) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.RedirectURL,
		Endpoint: provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// random is a text of 256 bits.
func random() string {
	bytes := make([]byte, 32)
	_, _ = rand.Read(bytes) // never fails: see crypto/rand
	return base64.RawURLEncoding.EncodeToString(bytes)
}
