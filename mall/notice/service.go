package notice

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
	"pointsmall/mall/vault"
)

// Service keeps messages until they are sent.
type Service struct {
	db       *store.DB
	clock    mall.Clock
	vault    *vault.Vault
	channels map[mall.MessageChannel]Channel
	// soon has a place where a message waits that was queued here.
	soon chan struct{}
}

// New makes the service; v seals messages and secrets.
func New(db *store.DB, clock mall.Clock, v *vault.Vault) *Service {
	return &Service{db: db, clock: clock, vault: v, channels: map[mall.MessageChannel]Channel{}, soon: make(chan struct{}, 1)}
}

const (
	// sendTimeout bounds one try.
	sendTimeout = 20 * time.Second
	// sendLease is for how long a message is left to the server that tries it.
	sendLease = time.Minute
	// keptFor is how long a message that is done stays listed, without its text.
	keptFor = 30 * 24 * time.Hour
	// retryEvery is how often a server looks for messages that are to be tried again.
	retryEvery = 10 * time.Second
	// sealPurpose is what messages are sealed for.
	sealPurpose = "message"
)

// Queue keeps a message in the caller's transaction. Call Soon after its commit. Refusals:
// NOT_AVAILABLE (the server has no key).
func (s *Service) Queue(ctx context.Context, tx *store.Tx, m Message) error {
	id := mall.NewMessageID()
	text, err := json.Marshal(content{m.To, m.Purpose, m.Lang, m.Values})
	if err != nil {
		return err
	}
	sealed, err := s.vault.Seal(sealPurpose, id.String(), text)
	if err != nil {
		return err
	}
	return addMessage(ctx, tx, id, m, sealed, s.clock())
}

// Soon has a server that runs send what was queued here.
func (s *Service) Soon() {
	select {
	case s.soon <- struct{}{}:
	default: // somebody looks soon anyway
	}
}

// Run sends what is queued here until ctx is done. Messages of other servers, and those that
// wait for another try, are sent by the job.
func (s *Service) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.soon:
		}
		for {
			done, err := s.sendOne(ctx)
			if err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "a message could not be sent; the job tries again", "error", err)
			}
			if done == 0 || err != nil {
				break
			}
		}
	}
}

// Jobs are the sending of messages that wait, and the end of those that are done.
func (s *Service) Jobs() []job.Job {
	return []job.Job{
		{Name: "send-messages", Says: "Send mails and text messages that wait for another try.", Every: retryEvery, Step: s.sendOne, Due: s.countDue},
		{Name: "drop-messages", Says: "Forget messages that were sent or given up 30 days ago.", Every: time.Hour, Step: s.dropSome, Due: s.countOld},
	}
}

// sendOne takes the message that waits longest, sends it outside any transaction, and writes
// what came of it.
func (s *Service) sendOne(ctx context.Context) (int, error) {
	now := s.clock()
	var row *ent.Message
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = claim(ctx, tx, now, now.Add(sendLease))
		return err
	})
	if row == nil || err != nil {
		return 0, err
	}
	status, next, failure := s.try(ctx, row)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return settle(ctx, tx, row.ID, row.Tries, status, next, failure, s.clock())
	})
	return 1, err
}

// try sends a message, and says what it is now, when it is tried again, and what went wrong.
func (s *Service) try(ctx context.Context, row *ent.Message) (status mall.MessageStatus, next time.Time, failure string) {
	now := s.clock()
	if !now.Before(row.ExpiresAt) {
		return mall.MessageExpired, now, ""
	}
	err := s.send(ctx, row)
	again := now.Add(retryAfter(row.Tries))
	switch {
	case err == nil:
		return mall.MessageSent, now, ""
	case errors.Is(err, ErrRefused):
		status, next = mall.MessageFailed, now
	default:
		status, next = mall.MessagePending, again
	}
	slog.WarnContext(ctx, "a message was not sent", "message", row.ID.String(), "channel", row.Channel, "purpose", row.Purpose, "tries", row.Tries, "status", status, "error", err)
	return status, next, cut(err.Error(), maxFailure)
}

func (s *Service) send(ctx context.Context, row *ent.Message) error {
	sender, err := s.open(ctx, row.Channel)
	if err != nil {
		return err
	}
	if sender == nil {
		return notSetUp(row.Channel)
	}
	opened, err := s.vault.Open(sealPurpose, row.ID.String(), *row.Sealed) // it waits, so it is there
	if err != nil {
		return err
	}
	var c content
	if err := json.Unmarshal(opened, &c); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return sender.Send(ctx, c.outgoing(row.ID))
}

// maxFailure bounds what is kept of an error, in bytes.
const maxFailure = 500

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && text[most]&0xc0 == 0x80 { // not in the middle of a letter
		most--
	}
	return text[:most]
}
