package budget

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Sheet is the budgets that one transaction spends from.
type Sheet struct {
	now    time.Time
	modes  *Modes
	shares map[mall.CampaignID]*share
}

// share is the part of a budget that a transaction has.
type share struct {
	total mall.Points
	// locked says that the budget's own row is, and left is what is left over there; else what was
	// when it was looked at.
	locked bool
	left   mall.Points
	slices []*slice
	// all says that nobody else can have any of it.
	all bool
	// spent is what the transaction gives, cut that it would have given more.
	spent mall.Points
	cut   bool
}

// slice is one that the transaction has locked, or made.
type slice struct {
	id     uuid.UUID
	points mall.Points
	made   bool
}

// room is what the transaction can still give.
func (s *share) room() mall.Points {
	room := -s.spent
	if s.all {
		room += s.left
	}
	for _, x := range s.slices {
		room += x.points
	}
	return room
}

// size is that of a new slice: a hundredth of the budget, so that the last ones are small.
func size(total mall.Points) mall.Points { return max(total/100, 1) }

// Used is how much of a budget cannot be given by this transaction.
func (s *Sheet) Used(id mall.CampaignID) mall.Points {
	if x := s.shares[id]; x != nil {
		return x.total - x.room()
	}
	return mall.MaxPoints
}

// Spend gives points of a budget. There is room for them.
func (s *Sheet) Spend(id mall.CampaignID, points mall.Points) {
	if x := s.shares[id]; x != nil {
		x.spent += points
	}
}

// Cut notes that an event would have been given more than there was room for.
func (s *Sheet) Cut(id mall.CampaignID) {
	if x := s.shares[id]; x != nil {
		x.cut = true
	}
}

// Short reports whether an event was cut although others may have some of the budget left. The
// transaction must be run again then: it will have another slice where it found none, and else all
// that is left.
func (s *Sheet) Short() bool {
	short := false
	for id, x := range s.shares {
		if !x.cut || x.all {
			continue
		}
		short = true
		if len(x.slices) == 0 && x.left > 0 {
			s.modes.set(id, another)
		} else {
			s.modes.set(id, everything)
		}
	}
	return short
}

// Save adds what was spent to the batch.
func (s *Sheet) Save(batch *store.Batch) {
	budgets := store.NewRows("id uuid", "left_over bigint")
	kept := store.NewRows("id uuid", "points bigint", "spent_at timestamptz")
	made := store.NewRows("id uuid", "campaign_id uuid", "points bigint", "spent_at timestamptz")
	gone := store.NewRows("id uuid")
	for id, x := range s.shares {
		if x.spent == 0 && !x.locked {
			continue
		}
		if x.all {
			for _, slice := range x.slices {
				gone.Add(slice.id)
				x.left += slice.points
			}
			x.left -= x.spent
			budgets.Add(id, x.left)
			s.modes.set(id, usual)
			if x.left <= size(x.total) {
				s.modes.set(id, everything)
			}
			continue
		}
		s.modes.done(id)
		rest := x.spent
		for _, slice := range x.slices {
			take := min(rest, slice.points)
			slice.points, rest = slice.points-take, rest-take
			if slice.made {
				made.Add(slice.id, id, slice.points, s.now)
			} else if take > 0 {
				kept.Add(slice.id, slice.points, s.now)
			}
		}
		if x.locked {
			budgets.Add(id, x.left)
		}
	}
	batch.Add("update budgets set left_over = r.left_over from {rows} where budgets.id = r.id", budgets)
	batch.Add("update budget_slices set points = r.points, spent_at = r.spent_at from {rows} where budget_slices.id = r.id", kept)
	batch.Add("insert into budget_slices (id, campaign_id, points, spent_at) select id, campaign_id, points, spent_at from {rows}", made)
	batch.Add("delete from budget_slices where id in (select id from {rows})", gone)
}

// mode is how a server's next group takes its part of a budget.
type mode int

const (
	// usual takes a slice that is free.
	usual mode = iota
	// another cuts a slice: all that there are were in use.
	another
	// everything locks all that is left, because the end is near.
	everything
	// spent takes nothing any more. It is final: what was given never comes back.
	spent
)

// Modes remember how far a server is with budgets.
type Modes struct {
	mu  sync.Mutex
	all map[mall.CampaignID]mode
}

func (m *Modes) set(id mall.CampaignID, to mode) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[mall.CampaignID]mode{}
	}
	m.all[id] = to
}

// done notes that a slice was cut, where that was asked for.
func (m *Modes) done(id mall.CampaignID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all[id] == another {
		m.all[id] = usual
	}
}

func (m *Modes) of(id mall.CampaignID) mode {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.all[id]
}

func sorted(ids []mall.CampaignID) []mall.CampaignID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b mall.CampaignID) int { return cmp.Compare(string(a[:]), string(b[:])) })
	return slices.Compact(ids)
}
