package tiering

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// desk is the working set of changes of tiers. Members' accounts keep their tiers still.
type desk struct {
	bus      *event.Bus
	now      time.Time
	settings setting.Mall
	wants    store.Wants
	// reviewed are members whose window may have ended.
	reviewed []mall.MemberID

	ladder tier.Ladder
	people map[mall.MemberID]member.Standing
	// sums are what the reviewed have come to in the windows that have ended.
	sums map[mall.MemberID]*mall.Sums

	moves []tier.Move
}

func (s *Service) desk() *desk {
	return &desk{bus: s.bus, now: s.clock(), settings: s.settings.Current()}
}

// Load locks the members' accounts, and reads where they stand.
func (d *desk) Load(ctx context.Context, tx *store.Tx) (err error) {
	if d.ladder, err = tier.Read(ctx, tx); err != nil {
		return err
	}
	members, _ := d.wants.Members()
	if _, err = ledger.OpenForGrants(ctx, tx, d.now, d.settings.Zone, members); err != nil {
		return err
	}
	if d.people, err = member.Standings(ctx, tx, members); err != nil {
		return err
	}
	var spans []growth.Span
	for _, id := range d.reviewed {
		if m, ok := d.ended(id); ok {
			spans = append(spans, growth.Span{Member: id, First: windowOf(m, d.settings).First, Last: lastDay(m, d.settings.Zone)})
		}
	}
	d.sums, err = growth.SumsOf(ctx, tx, spans)
	return err
}

// ended is where a member stands whose window has ended; ok is false where it has not.
func (d *desk) ended(id mall.MemberID) (m member.Standing, ok bool) {
	m, ok = d.people[id]
	return m, ok && m.TierUntil != nil && !m.TierUntil.After(d.now)
}

// Save adds the changes to the batch.
func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	tier.Save(batch, d.moves)
	signals := make([]mall.Signal, len(d.moves))
	for i, m := range d.moves {
		signals[i] = mall.Signal{Topic: mall.TopicBalance, ID: m.Member.UUID()}
	}
	d.bus.Write(tx, batch, signals...)
	return nil
}
