package ledger

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/expiryreminder"
	"pointsmall/mall"
)

// sight is what a watcher has seen last.
type sight struct {
	balance Balance
	// reminder is the account's newest one.
	reminder mall.ExpiryReminderID
}

func (s *Service) look(ctx context.Context, m mall.MemberID) (now sight, err error) {
	if now.balance, err = s.Balance(ctx, m); err != nil {
		return now, err
	}
	now.reminder, err = s.db.Ent().ExpiryReminder.Query().Where(expiryreminder.AccountID(now.balance.AccountID)).
		Order(ent.Desc(expiryreminder.FieldID)).FirstID(ctx)
	if ent.IsNotFound(err) {
		err = nil
	}
	return now, err
}

// Watch sends the member's balance, and sends it again after every change and every
// reminder, until ctx is done.
func (s *Service) Watch(ctx context.Context, m mall.MemberID) (<-chan *Balance, error) {
	listener := s.bus.Listen(mall.TopicBalance, m.UUID()) // before the first read, so that no change is missed
	seen, err := s.look(ctx, m)
	if err != nil {
		listener.Close()
		return nil, err
	}
	balances := make(chan *Balance)
	go func() {
		defer listener.Close()
		defer close(balances)
		for {
			sent := seen
			select {
			case balances <- &sent.balance:
			case <-ctx.Done():
				return
			}
			for seen == sent {
				select {
				case <-listener.C:
				case <-ctx.Done():
					return
				}
				if now, err := s.look(ctx, m); err == nil {
					seen = now // on an error the next wake-up reads again
				}
			}
		}
	}()
	return balances, nil
}
