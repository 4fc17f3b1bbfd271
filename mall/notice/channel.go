package notice

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Channel is a way to send messages.
type Channel interface {
	// Check refuses settings, JSON as they are stored, that make no sense.
	Check(settings []byte) *mall.Error
	// Open makes the sender of settings and of their secret; "" where there is none. Errors:
	// ErrSettings.
	Open(settings []byte, secret string) (Sender, error)
}

// Sender sends messages. It must not be called in a transaction.
type Sender interface {
	// Send gives a message to the channel's server. Errors: ErrRefused, ErrSettings; any other
	// is worth another try. None tells the secret.
	Send(ctx context.Context, m Outgoing) error
}

// Know makes a channel known. Call it before the service is used.
func (s *Service) Know(name mall.MessageChannel, c Channel) { s.channels[name] = c }

// Settings reads how a channel is set up; nil: it is not.
func (s *Service) Settings(ctx context.Context, channel mall.MessageChannel) (*ent.MessageSetting, error) {
	return findSettings(ctx, s.db.Ent(), channel)
}

// Change is what is to change of a channel's settings.
type Change struct {
	// Settings are the whole of what may be shown, as JSON.
	Settings []byte
	// Secret is the new secret; nil: the old one stays. "" takes it away.
	Secret *string
	// Version is the one that the author saw; nil: there were no settings.
	Version *int
}

// maxSecret bounds a secret, in bytes.
const maxSecret = 1024

// Update changes the settings of a channel. The secret is kept encrypted and never shown
// again. Refusals: INVALID_INPUT, VERSION_CONFLICT, NOT_AVAILABLE (the server has no key).
func (s *Service) Update(ctx context.Context, actor mall.Actor, channel mall.MessageChannel, c Change) (row *ent.MessageSetting, err error) {
	kind, ok := s.channels[channel]
	if !ok {
		return nil, notSetUp(channel)
	}
	if refusal := kind.Check(c.Settings); refusal != nil {
		return nil, refusal
	}
	if c.Secret != nil && len(*c.Secret) > maxSecret {
		return nil, mall.Errorf(mall.CodeInvalidInput, "a secret has at most %d bytes", "密钥最多 %d 字节", maxSecret).At("secret")
	}
	var sealed []byte
	if c.Secret != nil && *c.Secret != "" {
		if sealed, err = s.vault.Seal(secretPurpose, string(channel), []byte(*c.Secret)); err != nil {
			return nil, err
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		was, err := lockSettings(ctx, tx, channel)
		if err != nil {
			return err
		}
		if (was == nil) != (c.Version == nil) || was != nil && was.Version != *c.Version {
			now := 0
			if was != nil {
				now = was.Version
			}
			return mall.Outdated(mall.Text{EN: "the settings", ZH: "设置"}, "version", now)
		}
		row, err = saveSettings(ctx, tx, was, channel, settingsRow{
			content: string(c.Settings), secret: sealed, hint: hintOf(c.Secret), newSecret: c.Secret != nil, by: actor.Ref(), at: s.clock(),
		})
		return err
	})
	return row, err
}

// hintOf is how a secret is recognised by who knows it: its last 4 characters, of one that is
// long enough for these to tell nothing.
func hintOf(secret *string) *string {
	if secret == nil || *secret == "" {
		return nil
	}
	signs := []rune(*secret)
	if len(signs) < 12 {
		return new("")
	}
	return new(string(signs[len(signs)-4:]))
}

// secretPurpose is what secrets are sealed for.
const secretPurpose = "secret of a channel"

// open makes the sender of a channel as it is set up; nil, nil: it is not.
func (s *Service) open(ctx context.Context, channel mall.MessageChannel) (Sender, error) {
	kind, ok := s.channels[channel]
	if !ok {
		return nil, nil
	}
	row, err := s.Settings(ctx, channel)
	if row == nil || err != nil {
		return nil, err
	}
	var secret []byte
	if row.Secret != nil && len(*row.Secret) > 0 { // no secret is read as an empty one
		if secret, err = s.vault.Open(secretPurpose, string(channel), *row.Secret); err != nil {
			return nil, fmt.Errorf("%w: the secret of %s: %w", ErrSettings, channel, err)
		}
	}
	return kind.Open([]byte(row.Content), string(secret))
}

// Ready refuses, with NOT_AVAILABLE, a channel that is not set up.
func (s *Service) Ready(ctx context.Context, channel mall.MessageChannel) error {
	row, err := s.Settings(ctx, channel)
	if err != nil {
		return err
	}
	if row == nil {
		return notSetUp(channel)
	}
	return nil
}

func notSetUp(channel mall.MessageChannel) *mall.Error {
	if channel == mall.MessageSMS {
		return mall.Errorf(mall.CodeNotAvailable, "this mall sends no text messages", "本商城未开通短信")
	}
	return mall.Errorf(mall.CodeNotAvailable, "this mall sends no mail", "本商城未开通邮件")
}

// Try sends a test message with the settings as they are, now, and notes that it worked.
// Refusals: NOT_AVAILABLE (the channel is not set up, or does not answer), INVALID_INPUT (the
// address was refused, or the settings are not right).
func (s *Service) Try(ctx context.Context, channel mall.MessageChannel, to string, lang mall.Lang) (*ent.MessageSetting, error) {
	sender, err := s.open(ctx, channel)
	switch {
	case errors.Is(err, ErrSettings):
		return nil, tryRefused(err)
	case err != nil:
		return nil, err
	case sender == nil:
		return nil, notSetUp(channel).At("channel")
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	c := content{To: to, Purpose: PurposeTest, Lang: lang}
	if err := sender.Send(ctx, c.outgoing(mall.NewMessageID())); err != nil {
		return nil, tryRefused(err)
	}
	var row *ent.MessageSetting
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err = noteTest(ctx, tx, channel, s.clock())
		return err
	})
	return row, err
}

// tryRefused tells staff what the channel's server said: they need it to put the settings
// right.
func tryRefused(err error) *mall.Error {
	switch {
	case errors.Is(err, ErrRefused):
		return mall.Errorf(mall.CodeInvalidInput, "the message was refused: %s", "消息被拒收：%s", err).At("to")
	case errors.Is(err, ErrSettings):
		return mall.Errorf(mall.CodeInvalidInput, "the settings are not right: %s", "设置有误：%s", err).At("channel")
	}
	return mall.Errorf(mall.CodeNotAvailable, "the server does not answer: %s", "服务器无响应：%s", err).At("channel")
}

func (c content) outgoing(id mall.MessageID) Outgoing {
	subject, text := c.words()
	return Outgoing{ID: id.String(), To: c.To, Subject: subject, Text: text, Purpose: c.Purpose, Values: c.Values}
}
