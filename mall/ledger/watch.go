package ledger

import (
	"context"

	"pointsmall/mall"
)

// Watch sends the member's balance, and sends it again after every change, until
// ctx is done.
func (s *Service) Watch(ctx context.Context, m mall.MemberID) (<-chan *Balance, error) {
	listener := s.bus.Listen(mall.BalanceChanged, m.UUID()) // before the first read, so that no change is missed
	b, err := s.Balance(ctx, m)
	if err != nil {
		listener.Close()
		return nil, err
	}
	balances := make(chan *Balance)
	go func() {
		defer listener.Close()
		defer close(balances)
		for {
			sent := b
			select {
			case balances <- &sent:
			case <-ctx.Done():
				return
			}
			for b == sent {
				select {
				case <-listener.C:
				case <-ctx.Done():
					return
				}
				if now, err := s.Balance(ctx, m); err == nil {
					b = now // on an error the next wake-up reads again
				}
			}
		}
	}()
	return balances, nil
}
