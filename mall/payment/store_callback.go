package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/paymentcallback"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxKey is the longest key of a callback, in bytes.
const maxKey = 200

// keyOf is how a callback is told apart: by the provider's own key, or by its body.
func keyOf(key string, body []byte) string {
	if key != "" && len(key) <= maxKey && utf8.ValidString(key) {
		return key
	}
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Keep stores a callback as it came, unless it is there, and returns the one that is stored.
// fresh says that nobody has stored it before.
func (s *Service) Keep(ctx context.Context, by mall.PaymentMethod, key string, body []byte) (kept *ent.PaymentCallback, fresh bool, err error) {
	now, id := s.clock(), uuid.Must(uuid.NewV7())
	key = keyOf(key, body)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "insert into payment_callbacks (id, method, event_key, body, received_at, due, tries, note) values ($1, $2, $3, $4, $5, $6, 0, '') "+
			"on conflict (method, event_key) do nothing", id, string(by), key, string(body), now.UTC(), now.Add(callbackHeadStart).UTC())
		if err != nil {
			return err
		}
		kept, err = tx.Ent().PaymentCallback.Query().Where(paymentcallback.MethodEQ(by), paymentcallback.EventKey(key)).Only(ctx)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return kept, kept.ID == id, nil
}

// callbackHeadStart is how long who stored a callback has to process it, before a job does.
const callbackHeadStart = 15 * time.Second

// CallbacksDue reads callbacks that a job has to process by now, the longest due first.
func (s *Service) CallbacksDue(ctx context.Context, limit int) ([]*ent.PaymentCallback, error) {
	return s.db.Ent().PaymentCallback.Query().Where(paymentcallback.DueLTE(s.clock())).
		Order(paymentcallback.ByDue(), paymentcallback.ByID()).Limit(limit).All(ctx)
}

// CountCallbacksDue counts callbacks that a job has to process by now.
func (s *Service) CountCallbacksDue(ctx context.Context) (int, error) {
	return s.db.Ent().PaymentCallback.Query().Where(paymentcallback.DueLTE(s.clock())).Count(ctx)
}

// Processed notes what came of a callback, once and for all.
func (s *Service) Processed(ctx context.Context, c *ent.PaymentCallback, note string) error {
	return s.note(ctx, c, note, func(u *ent.PaymentCallbackUpdateOne) { u.ClearDue() })
}

// longestTry is the longest time between two tries to process a callback.
const longestTry = time.Hour

// TriedToProcess notes that processing has failed, and when it is tried next.
func (s *Service) TriedToProcess(ctx context.Context, c *ent.PaymentCallback, note string) error {
	next := longestTry
	if c.Tries < 8 {
		next = min(callbackHeadStart<<c.Tries, longestTry)
	}
	return s.note(ctx, c, note, func(u *ent.PaymentCallbackUpdateOne) { u.SetDue(s.clock().Add(next)) })
}

func (s *Service) note(ctx context.Context, c *ent.PaymentCallback, note string, edit func(*ent.PaymentCallbackUpdateOne)) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		u := tx.Ent().PaymentCallback.UpdateOneID(c.ID).SetTries(c.Tries + 1).SetNote(Mask(note))
		edit(u)
		return u.Exec(ctx)
	})
}
