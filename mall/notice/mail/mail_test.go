package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/notice"
	"pointsmall/mall/notice/mail"
)

// server is an SMTP server that keeps what it gets.
type server struct {
	mu     sync.Mutex
	got    []string
	refuse *smtp.SMTPError // of any address
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, encrypted := c.TLSConnectionState()
	return &session{server: s, encrypted: encrypted}, nil
}

type session struct {
	*server
	encrypted, in bool
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.in = s.encrypted && user == "mall" && password == "a password of the mall"; !s.in {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return s.refuse
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, string(content))
	return err
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// start starts a server with a certificate of its own, and returns its port and who vouches for it.
func start(t *testing.T, s *server, wrap bool) (port int, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(made)
	require.NoError(t, err)
	roots = x509.NewCertPool()
	roots.AddCert(certificate)
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port = l.Addr().(*net.TCPAddr).Port
	if wrap {
		l = tls.NewListener(l, config)
	}
	smtpd := smtp.NewServer(s)
	smtpd.Domain, smtpd.TLSConfig, smtpd.ErrorLog = "mail.test", config, quiet{}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = smtpd.Serve(l)
	}()
	t.Cleanup(func() {
		_ = smtpd.Close()
		<-served
	})
	return port, roots
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func settings(port int, security mail.Security) mail.Settings {
	return mail.Settings{Host: "127.0.0.1", Port: port, Security: security, User: "mall", From: "mall@mall.test", FromName: "积分商城"}
}

var letter = notice.Outgoing{ID: "msg_1", To: "li@mall.test", Subject: "登录验证码：123456", Text: "您的登录验证码为 123456。\n.\n"}

func send(t *testing.T, c mail.Channel, s mail.Settings, password string) error {
	t.Helper()
	require.Nil(t, c.Check(s.Encode()))
	sender, err := c.Open(s.Encode(), password)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return sender.Send(ctx, letter)
}

func TestMailsGoEncryptedToAServerThatSomebodyVouchesFor(t *testing.T) {
	for security, wrap := range map[mail.Security]bool{mail.StartTLS: false, mail.TLS: true} {
		t.Run(string(security), func(t *testing.T) {
			s := &server{}
			port, roots := start(t, s, wrap)
			require.NoError(t, send(t, mail.Channel{Roots: roots}, settings(port, security), "a password of the mall"))
			require.Len(t, s.got, 1)
			read, err := netmail.ReadMessage(strings.NewReader(s.got[0]))
			require.NoError(t, err)
			assert.Equal(t, "<msg_1@mall.test>", read.Header.Get("Message-Id"), "a repeat is told by it")
			subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
			require.NoError(t, err)
			assert.Equal(t, letter.Subject, subject)
			from, err := read.Header.AddressList("From")
			require.NoError(t, err)
			assert.Equal(t, []*netmail.Address{{Name: "积分商城", Address: "mall@mall.test"}}, from)

			assert.Error(t, send(t, mail.Channel{}, settings(port, security), "a password of the mall"), "nobody vouches for the server")
			assert.Len(t, s.got, 1)
		})
	}
}

func TestWhatIsWrongIsToldFromWhatIsTriedAgain(t *testing.T) {
	s := &server{}
	port, roots := start(t, s, false)
	c := mail.Channel{Roots: roots}
	err := send(t, c, settings(port, mail.StartTLS), "another password")
	assert.ErrorIs(t, err, notice.ErrSettings)
	assert.NotContains(t, err.Error(), "another password")
	s.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	assert.ErrorIs(t, send(t, c, settings(port, mail.StartTLS), "a password of the mall"), notice.ErrRefused)
	s.refuse = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	err = send(t, c, settings(port, mail.StartTLS), "a password of the mall")
	require.Error(t, err)
	assert.False(t, errors.Is(err, notice.ErrRefused) || errors.Is(err, notice.ErrSettings), "%v is worth another try", err)
	assert.Empty(t, s.got)
}

func TestAServerThatOffersNoEncryptionGetsNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	said := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		_, _ = io.WriteString(c, "220 mail.test\r\n")
		var heard strings.Builder
		buffer := make([]byte, 1024)
		for {
			n, err := c.Read(buffer)
			heard.Write(buffer[:n])
			if err != nil {
				said <- heard.String()
				return
			}
			_, _ = io.WriteString(c, "250 mail.test\r\n")
		}
	}()
	assert.Error(t, send(t, mail.Channel{}, settings(l.Addr().(*net.TCPAddr).Port, mail.StartTLS), "a password of the mall"))
	select {
	case heard := <-said:
		assert.NotContains(t, heard, "AUTH")
		assert.NotContains(t, heard, "MAIL FROM")
	case <-time.After(10 * time.Second):
		t.Error("the connection stays open")
	}
}

func TestSettingsOfMailThatMakeNoSenseAreRefused(t *testing.T) {
	good := settings(587, mail.StartTLS)
	for field, change := range map[string]func(*mail.Settings){
		"host": func(s *mail.Settings) { s.Host = "smtp.example.com:587" }, "port": func(s *mail.Settings) { s.Port = 0 },
		"security": func(s *mail.Settings) { s.Security = "PLAIN" }, "from": func(s *mail.Settings) { s.From = "Mall <mall@mall.test>" },
		"fromName": func(s *mail.Settings) { s.FromName = "Mall\r\nBcc: all@mall.test" }, "user": func(s *mail.Settings) { s.User = strings.Repeat("u", 255) },
	} {
		bad := good
		change(&bad)
		refusal := mail.Channel{}.Check(bad.Encode())
		if assert.NotNil(t, refusal, field) {
			assert.Equal(t, []string{field}, refusal.Path)
		}
	}
	open := good
	open.Host, open.Security = "smtp.example.com", mail.None
	assert.NotNil(t, mail.Channel{}.Check(open.Encode()), "in clear over the network")
	open.Host = "127.0.0.1"
	assert.Nil(t, mail.Channel{}.Check(open.Encode()))
}
