package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"pointsmall/mall"
	"pointsmall/mall/notice"
)

// Security is how the connection to the server is protected.
type Security string

// The ways there are.
const (
	// StartTLS begins in clear and must turn to TLS before anything is said; port 587.
	StartTLS Security = "STARTTLS"
	// TLS is encrypted from the first byte; port 465.
	TLS Security = "TLS"
	// None is for a server on this machine alone.
	None Security = "NONE"
)

// Values lists every way.
func (Security) Values() []string { return []string{string(StartTLS), string(TLS), string(None)} }

// Settings are how mails are sent. The user's password is the channel's secret.
type Settings struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	// User signs in at the server; "": nobody does.
	User string `json:"user,omitempty"`
	// From is the address that mails come from, FromName what stands before it.
	From     string `json:"from"`
	FromName string `json:"fromName,omitempty"`
}

// Channel is the channel of mails.
type Channel struct {
	// Roots are the authorities that may vouch for a server; nil: the system's.
	Roots *x509.CertPool
}

var _ notice.Channel = Channel{}

// Encode is the settings as they are stored.
func (s Settings) Encode() []byte {
	encoded, _ := json.Marshal(s) // texts and numbers always encode
	return encoded
}

// Read reads stored settings.
func Read(content []byte) (s Settings, err error) {
	if err := json.Unmarshal(content, &s); err != nil {
		return s, fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	return s, nil
}

// Check refuses settings that make no sense.
func (Channel) Check(content []byte) *mall.Error {
	s, err := Read(content)
	if err != nil {
		return mall.Errorf(mall.CodeInvalidInput, "these are no settings", "设置无效")
	}
	switch {
	case !isHost(s.Host):
		return mall.Errorf(mall.CodeInvalidInput, "host must be the name or the address of a mail server, without a port, such as smtp.example.com", "host 须为邮件服务器的名称或地址，不含端口，例如 smtp.example.com").At("host")
	case s.Port < 1 || s.Port > 65535:
		return mall.Errorf(mall.CodeInvalidInput, "port must be from 1 to 65535: 587 for STARTTLS, 465 for TLS", "port 须为 1 至 65535：STARTTLS 通常为 587，TLS 通常为 465").At("port")
	case !slices.Contains(s.Security.Values(), string(s.Security)):
		return mall.Errorf(mall.CodeInvalidInput, "%q is none of STARTTLS, TLS and NONE", "%q 不是 STARTTLS、TLS 或 NONE", string(s.Security)).At("security")
	case s.Security == None && !isHere(s.Host):
		return mall.Errorf(mall.CodeInvalidInput, "without encryption mail goes to a server on this machine alone: take STARTTLS or TLS", "不加密仅限本机邮件服务器：请选择 STARTTLS 或 TLS").At("security")
	case !isAddress(s.From):
		return mall.Errorf(mall.CodeInvalidInput, "from must be an e-mail address, such as mall@example.com", "from 须为邮箱地址，例如 mall@example.com").At("from")
	case len(s.FromName) > 128 || strings.ContainsAny(s.FromName, "\r\n"):
		return mall.Errorf(mall.CodeInvalidInput, "fromName has at most 128 bytes, on one line", "fromName 最多 128 字节，且不含换行").At("fromName")
	case len(s.User) > 254:
		return mall.Errorf(mall.CodeInvalidInput, "user has at most 254 bytes", "user 最多 254 字节").At("user")
	}
	return nil
}

// isHost reports whether a text can be the name or the address of a machine.
func isHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	return host != "" && len(host) <= 253 && !strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
	})
}

// isHere reports whether a host is this machine.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func isAddress(text string) bool {
	_, ok := mall.ParseEmail(text)
	return ok && strings.TrimSpace(text) == text
}

// dialTimeout bounds each step of a connection.
const dialTimeout = 10 * time.Second

// Open makes the sender.
func (c Channel) Open(content []byte, secret string) (notice.Sender, error) {
	s, err := Read(content)
	if err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(dialTimeout), mail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12})}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case None:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS), mail.WithDialContextFunc(dial))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithDialContextFunc(dial))
	}
	if s.User != "" {
		how := mail.SMTPAuthAutoDiscover
		if s.Security == None {
			how = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(how), mail.WithUsername(s.User), mail.WithPassword(secret))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	return sender{client, s}, nil
}

type sender struct {
	client *mail.Client
	Settings
}

// Send sends a mail. A repeat has the same message id, by which servers and readers can tell.
func (s sender) Send(ctx context.Context, m notice.Outgoing) error {
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := letter.FromFormat(s.FromName, s.From); err != nil {
		return fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	if err := letter.To(m.To); err != nil {
		return fmt.Errorf("%w: %w", notice.ErrRefused, err)
	}
	_, domain, _ := strings.Cut(s.From, "@")
	letter.SetMessageIDWithValue(m.ID + "@" + domain)
	letter.SetDate()
	letter.Subject(m.Subject)
	letter.SetBodyString(mail.TypeTextPlain, m.Text)
	o := &opened{}
	defer o.close()
	return told(s.client.DialAndSendWithContext(context.WithValue(ctx, openedKey{}, o), letter))
}

// opened is the connection of one mail. The library leaves it open where the server greets,
// encrypts or lets in otherwise than it should (v0.8). Over TLS from the start the library dials
// by itself, or it would not know that the connection is encrypted: there the connection is
// closed when memory is cleaned up.
type opened struct{ conn net.Conn }

type openedKey struct{}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if o, ok := ctx.Value(openedKey{}).(*opened); ok {
		o.conn = conn
	}
	return conn, err
}

func (o *opened) close() {
	if o.conn != nil {
		_ = o.conn.Close() // it is closed already where the mail was sent
	}
}

// told sorts what went wrong: what the server refused for good, and the rest. A server that does
// not let the mall in is no fault of the message.
func told(err error) error {
	var failed *mail.SendError
	if errors.As(err, &failed) && !failed.IsTemp() && failed.ErrorCode() >= 500 {
		switch failed.Reason {
		case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
			return fmt.Errorf("%w: %w", notice.ErrRefused, err)
		case mail.ErrSMTPMailFrom:
			return fmt.Errorf("%w: %w", notice.ErrSettings, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "SMTP AUTH failed") {
		return fmt.Errorf("%w: %w", notice.ErrSettings, err)
	}
	return err
}
