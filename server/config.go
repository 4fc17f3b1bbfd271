package server

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"time"

	"pointsmall/graph"
	"pointsmall/graph/generated"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/access/wechat"
	"pointsmall/mall/catalog"
	"pointsmall/mall/media"
	"pointsmall/mall/notice/sms"
	"pointsmall/mall/wiring"
	"pointsmall/server/address"
	"pointsmall/server/document"
	"pointsmall/server/rate"
	"pointsmall/server/stream"
)

// Config says how a server behaves. The zero value is a server on its defaults; the
// tags are for command lines that embed it.
type Config struct {
	// PublicURL is how callers reach the server, for links that it hands out;
	// "" means relative links.
	PublicURL string `help:"How callers reach the server, for the links it hands out; http://HOST:PORT of --listen when empty." env:"POINTSMALL_PUBLIC_URL" placeholder:"URL"`
	// Production hides from anonymous callers what helps attackers more than them.
	Production bool `help:"Serve strangers: no GraphiQL page, no introspection for anonymous callers, no suggestions in errors." env:"POINTSMALL_PRODUCTION"`
	// AllowedOrigins are the sites whose pages may call the API from a browser:
	// https://shop.example. "*" alone lets every site call, without Authorization.
	AllowedOrigins []string `help:"Sites whose pages may call the API, such as https://shop.example; * for all, which may then not sign in. None: only pages of the server's own." env:"POINTSMALL_ALLOWED_ORIGINS" placeholder:"ORIGIN"`
	// TrustedProxies are addresses and networks of proxies in front of the server, which
	// say in X-Forwarded-For for whom they call; see address.ParseProxies.
	TrustedProxies []string `help:"Proxies in front of the server, as addresses or networks (10.0.0.0/8): what they say in X-Forwarded-For is who calls." env:"POINTSMALL_TRUSTED_PROXIES" placeholder:"NETWORK"`
	// GatewayKey is what a federation gateway sends as X-Gateway-Key; "" means that
	// there is no gateway.
	GatewayKey string `help:"What a partner's federation gateway sends as X-Gateway-Key: 32 bytes or more; without it nobody may compose the catalog. Better set by its variable, as others can see a command line." env:"POINTSMALL_GATEWAY_KEY" placeholder:"KEY"`
	// Media is where the files of pictures lie; nil: nowhere, so that none can be uploaded.
	Media media.Files `kong:"-"`
	// AnchorKey seals how far members' books go: see reconcile.Anchors.
	AnchorKey []byte `kong:"-"`
	// MaxRepresentations is how many things a gateway may name in one call of
	// _entities; 0 means graph.MaxRepresentations.
	MaxRepresentations int `help:"Most things that a gateway may name in one call of _entities." default:"100" env:"POINTSMALL_MAX_REPRESENTATIONS"`
	// TrustedDocuments is a file of the only documents that run; "" means that all do.
	// See document.ReadManifest.
	TrustedDocuments string `help:"Run only the documents registered in this file: Apollo's persisted-query manifest, or an object of documents by id." type:"existingfile" env:"POINTSMALL_TRUSTED_DOCUMENTS" placeholder:"FILE"`
	// RequestTimeout bounds queries and mutations, their work in the database
	// included. 0 means 10 seconds, less than 0 no limit.
	RequestTimeout time.Duration `help:"How long a query or mutation may take." default:"10s" env:"POINTSMALL_REQUEST_TIMEOUT"`
	// HeaderTimeout is how long a request's headers may take to arrive, for which a new
	// connection has to begin at once. 0 means 10 seconds, less than 0 no limit.
	HeaderTimeout time.Duration `help:"How long a request's headers may take to arrive." default:"10s" env:"POINTSMALL_HEADER_TIMEOUT"`
	// BodyTimeout is how long a request's body may take to arrive. 0 means 30
	// seconds, less than 0 no limit.
	BodyTimeout time.Duration `help:"How long a request's body may take to arrive." default:"30s" env:"POINTSMALL_BODY_TIMEOUT"`
	// NoJobs leaves background work, such as expiring points, to other processes.
	NoJobs bool `help:"Leave background work to other servers or to pointsmall worker." name:"no-jobs" env:"POINTSMALL_NO_JOBS"`
	// MaxBody is the largest request without its files, in bytes; 0 means 1 MiB.
	MaxBody int64 `help:"Largest request, in bytes, its files not counted." default:"1048576" env:"POINTSMALL_MAX_BODY"`
	// MaxUpload is how many bytes the files of one request have together at most; 0
	// means 10 MiB.
	MaxUpload int64 `help:"Most bytes of all files of a request." default:"10485760" env:"POINTSMALL_MAX_UPLOAD"`
	// MaxFiles is how many files one request brings at most; 0 means 5.
	MaxFiles int `help:"Most files of a request." default:"5" env:"POINTSMALL_MAX_FILES"`
	// SearchMemory is how many bytes the index of searches takes in memory at most; 0 means 250
	// MiB, less than 0 none: then the database searches.
	SearchMemory int64 `help:"Most bytes that the index of searches takes in memory; -1 for none: the database searches then, slower." default:"262144000" env:"POINTSMALL_SEARCH_MEMORY"`
	// SignIn bounds tries to sign in and up.
	SignIn access.Limits `embed:""`
	// StaffOpenID is the provider by which staff may sign in.
	StaffOpenID openid.Config `embed:"" prefix:"staff-openid-" envprefix:"POINTSMALL_STAFF_OPENID_"`
	// MemberOpenID is the provider by which members may sign in, MemberWeChat are the apps.
	MemberOpenID openid.Config `embed:"" prefix:"member-openid-" envprefix:"POINTSMALL_MEMBER_OPENID_"`
	MemberWeChat wechat.Config `embed:"" prefix:"wechat-" envprefix:"POINTSMALL_WECHAT_"`
	// ConsoleURL is where the pages of staff are; "": nowhere, and links are not mailed.
	ConsoleURL string `help:"Where the pages of staff are, such as https://mall.example/console: links of invitations and new passwords are mailed then, once mail is set up." name:"console-url" env:"POINTSMALL_CONSOLE_URL" placeholder:"URL"`
	// SMSGateway stands in for the providers of text messages; "": nothing does.
	SMSGateway string `help:"An address that stands in for the provider of text messages, for trying things out." name:"sms-gateway" env:"POINTSMALL_SMS_GATEWAY" placeholder:"URL"`
	// StaffPasskeyOrigins are the pages on which staff may use passkeys.
	StaffPasskeyOrigins []string `help:"Sites whose pages let staff sign in by passkeys, such as https://console.example; the host of the first is what devices keep them for. None: no passkeys." env:"POINTSMALL_STAFF_PASSKEY_ORIGINS" placeholder:"ORIGIN"`
	// RefreshGrace is for how long a refresh token that was replaced gets the same successor
	// again. 0 means access.RefreshGrace, less than 0 not at all.
	RefreshGrace time.Duration `help:"For how long a refresh token that was used gets the same answer again, for two tabs or a lost answer; after it a second use ends the session. Less than 0: at once." default:"30s" env:"POINTSMALL_REFRESH_GRACE"`
	// Rate bounds what callers may ask for over time.
	Rate rate.Limits `embed:"" prefix:"rate-" envprefix:"POINTSMALL_RATE_"`
	// Streams bounds how many WebSockets and event streams may be open.
	Streams stream.Limits `embed:"" prefix:"max-streams-" envprefix:"POINTSMALL_MAX_STREAMS_"`
	// Payments are the providers by which members pay.
	Payments wiring.PaymentSettings `embed:""`
	// Limits bound a request's document.
	document.Limits `embed:"" prefix:"max-" envprefix:"POINTSMALL_MAX_"`

	// Clock tells the time; nil means the system's.
	Clock mall.Clock `kong:"-"`
}

// OrDefaults puts the defaults where c has zeros.
func (c Config) OrDefaults() Config {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	c.ConsoleURL = strings.TrimSuffix(c.ConsoleURL, "/")
	c.RequestTimeout = or(c.RequestTimeout, 10*time.Second)
	c.HeaderTimeout = or(c.HeaderTimeout, 10*time.Second)
	c.BodyTimeout = or(c.BodyTimeout, 30*time.Second)
	c.RefreshGrace = or(c.RefreshGrace, access.RefreshGrace)
	c.MaxBody = or(c.MaxBody, 1<<20)
	c.MaxUpload = or(c.MaxUpload, 10<<20)
	c.MaxFiles = or(c.MaxFiles, 5)
	c.SearchMemory = or(c.SearchMemory, catalog.SearchMemory)
	c.MaxRepresentations = or(c.MaxRepresentations, graph.MaxRepresentations)
	c.Payments.Subject = or(c.Payments.Subject, "Points mall")
	c.Limits = c.Limits.OrDefaults()
	if c.Clock == nil {
		c.Clock = mall.SystemClock
	}
	return c
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// costLimit is what one request may cost.
func (c Config) costLimit() int {
	if c.Cost < 0 {
		return math.MaxInt
	}
	return c.Cost
}

// check refuses settings that make no sense.
func (c Config) check() error {
	if err := c.checkOrigins(); err != nil {
		return err
	}
	if _, err := address.ParseProxies(c.TrustedProxies); err != nil {
		return fmt.Errorf("--trusted-proxies: %w", err)
	}
	if c.MaxRepresentations < 0 {
		return errors.New("--max-representations must be at least 1")
	}
	if c.MaxBody < 0 || c.MaxUpload < 0 || c.MaxFiles < 0 {
		return errors.New("--max-body, --max-upload and --max-files must be positive: a server without them can be filled up")
	}
	for _, err := range []error{c.StaffOpenID.Check("staff"), c.MemberOpenID.Check("member"), c.MemberWeChat.Check(), sms.CheckGateway(c.SMSGateway)} {
		if err != nil {
			return err
		}
	}
	return CheckGatewayKey(c.GatewayKey)
}

// checkOrigins refuses texts that are no origins of pages.
func (c Config) checkOrigins() error {
	for _, origin := range c.AllowedOrigins {
		if origin == "*" {
			if len(c.AllowedOrigins) > 1 {
				return errors.New("--allowed-origins: * stands alone, as it lets every site call")
			}
			continue
		}
		u, err := url.Parse(origin)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || origin != u.Scheme+"://"+u.Host || strings.Contains(origin, "*") {
			return fmt.Errorf("--allowed-origins: %q is no origin; write it like https://shop.example, without a path", origin)
		}
	}
	for _, origin := range c.StaffPasskeyOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || origin != u.Scheme+"://"+u.Host || (u.Scheme != "https" && u.Hostname() != "localhost") {
			return fmt.Errorf("--staff-passkey-origins: %q is none that browsers have passkeys for; write it like https://console.example, without a path", origin)
		}
	}
	return nil
}

// Unsafe says what is unsafe about a server with these settings for strangers to
// reach, each with what to do about it.
func (c Config) Unsafe() (findings []string) {
	say := func(unsafe bool, format string, args ...any) {
		if unsafe {
			findings = append(findings, fmt.Sprintf(format, args...))
		}
	}
	say(c.Production && len(c.AllowedOrigins) == 0, "no site may call the API from a browser: name the storefront's with --allowed-origins, such as https://shop.example")
	say(len(c.AllowedOrigins) == 1 && c.AllowedOrigins[0] == "*", "every site's pages may call the API: name the storefront's with --allowed-origins")
	for _, origin := range c.AllowedOrigins {
		say(c.Production && strings.HasPrefix(origin, "http://"), "whoever is on the way can change the pages of %s: allow https origins only", origin)
	}
	proxies, err := address.ParseProxies(c.TrustedProxies)
	say(err != nil, "--trusted-proxies: %v", err)
	for _, wide := range proxies.TooWide() {
		say(true, "--trusted-proxies has %s, and with it strangers, who may then say that they are anybody: name the proxies alone", wide)
	}
	say(c.Production && len(c.TrustedProxies) == 0, "behind a proxy, all callers share its address and its limits: name it with --trusted-proxies")
	if err := CheckGatewayKey(c.GatewayKey); err != nil {
		findings = append(findings, err.Error())
	}
	say(c.Production && !strings.HasPrefix(c.PublicURL, "https://"), "the server hands out links that are not https: set --public-url to the https address that callers use")
	say(c.Production && c.StaffOpenID.On() && !strings.HasPrefix(c.StaffOpenID.Issuer, "https://"), "whoever is on the way can sign in as staff: --staff-openid-issuer must be https")
	for _, name := range c.Off() {
		say(true, "%s is off: one request can take all of the server", name)
	}
	for _, name := range c.SignIn.Off() {
		say(true, "%s is off: strangers may try for ever", name)
	}
	for _, name := range c.Rate.Off() {
		say(c.Production, "%s is off: one caller can take all of the server", name)
	}
	for _, p := range c.Payments.States(c.PublicURL, c.Clock) {
		say(c.Production && p.Elsewhere != "", "payments by %s go to %s, which is not the provider: leave the gateway's setting out", p.Method, p.Elsewhere)
	}
	say(c.RequestTimeout < 0, "--request-timeout is off: a request may keep the database busy for ever")
	say(c.HeaderTimeout < 0, "--header-timeout is off: callers may hold connections open for ever")
	say(c.BodyTimeout < 0, "--body-timeout is off: callers may hold connections open for ever")
	return findings
}

// CheckTrusted reads the trusted documents and says what is wrong with them.
func (c Config) CheckTrusted() error {
	_, err := document.ReadManifest(c.TrustedDocuments, generated.NewExecutableSchema(generated.Config{}).Schema(), c.Limits.OrDefaults())
	return err
}
