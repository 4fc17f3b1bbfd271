package budget

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	entbudget "pointsmall/ent/budget"
	"pointsmall/ent/budgetslice"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Open makes a campaign's budget.
func Open(ctx context.Context, tx *store.Tx, id mall.CampaignID, points mall.Points) error {
	return tx.Ent().Budget.Create().SetID(id).SetPoints(points).SetLeftOver(points).Exec(ctx)
}

// Read takes a part of each budget for a transaction: after campaigns, before counters. A
// transaction that locks nothing sees all, and spends nothing.
func Read(ctx context.Context, tx *store.Tx, modes *Modes, ids []mall.CampaignID, now time.Time) (*Sheet, error) {
	s := &Sheet{now: now, modes: modes, shares: map[mall.CampaignID]*share{}}
	if len(ids) == 0 {
		return s, nil
	}
	ids = slices.DeleteFunc(sorted(ids), func(id mall.CampaignID) bool { return modes.of(id) == spent })
	if len(ids) == 0 {
		return s, nil
	}
	mode := func(id mall.CampaignID) mode {
		if tx.Attempt > 2 { // whatever others remember meanwhile
			return everything
		}
		return modes.of(id)
	}
	free, err := s.look(ctx, tx, ids)
	if err != nil || tx.Unlocked {
		return s, err
	}
	// Budgets come before slices: who has a slice never waits for a budget.
	var own []mall.CampaignID
	for _, id := range ids {
		if s.shares[id] != nil && (free[id] == 0 || mode(id) != usual) {
			own = append(own, id)
		}
	}
	if err := s.lock(ctx, tx, own); err != nil {
		return nil, err
	}
	for _, id := range ids {
		if s.shares[id] == nil {
			continue
		}
		if err := s.share(ctx, tx, id, mode(id) == everything, len(ids) == 1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// share takes the transaction's part of a budget. alone says that it spends from no other.
func (s *Sheet) share(ctx context.Context, tx *store.Tx, id mall.CampaignID, all, alone bool) error {
	x := s.shares[id]
	switch {
	case x.locked && x.left > 0 && !all:
		x.cutSlice()
		return nil
	case x.locked:
		x.all = true
		return s.take(ctx, tx, id, " order by id"+forUpdate(tx, ""))
	}
	err := s.take(ctx, tx, id, " and points > 0 order by id limit 1"+forUpdate(tx, " skip locked"))
	if err != nil || len(x.slices) > 0 || x.left == 0 || !alone {
		return err
	}
	// All slices are in use. This transaction holds none, so it may wait for the budget.
	if err := s.lock(ctx, tx, []mall.CampaignID{id}); err != nil {
		return err
	}
	if x.left > 0 {
		x.cutSlice()
	}
	return nil
}

// cutSlice makes a new slice of what is left over of a locked budget.
func (x *share) cutSlice() {
	points := min(size(x.total), x.left)
	x.left -= points
	x.slices = append(x.slices, &slice{id: uuid.Must(uuid.NewV7()), points: points, made: true})
}

func forUpdate(tx *store.Tx, how string) string {
	if tx.Dialect != store.Postgres {
		return ""
	}
	return " for update" + how
}

// look reads the budgets, and how many slices each has that are not empty.
func (s *Sheet) look(ctx context.Context, tx *store.Tx, ids []mall.CampaignID) (free map[mall.CampaignID]int64, err error) {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	free = map[mall.CampaignID]int64{}
	return free, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.CampaignID
		var n int64
		var sliced mall.Points
		x := &share{all: tx.Unlocked}
		if err := scan(&id, &x.total, &x.left, &n, &sliced); err != nil {
			return err
		}
		if x.left+sliced == 0 && s.modes != nil { // one statement saw both, as they are committed
			s.modes.set(id, spent)
			return nil
		}
		if x.all {
			x.left += sliced
		}
		s.shares[id], free[id] = x, n
		return nil
	}, "select b.id, b.points, b.left_over, count(s.id), coalesce(sum(s.points), 0) from budgets b left join budget_slices s on s.campaign_id = b.id and s.points > 0 where b.id "+
		tx.Dialect.In(1, "uuid")+" group by b.id, b.points, b.left_over", set)
}

// lock locks budgets' own rows, and reads what is left over there.
func (s *Sheet) lock(ctx context.Context, tx *store.Tx, ids []mall.CampaignID) error {
	if len(ids) == 0 {
		return nil
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.CampaignID
		var left mall.Points
		if err := scan(&id, &left); err != nil {
			return err
		}
		s.shares[id].locked, s.shares[id].left = true, left
		store.Locked(tx, store.KindBudget, id)
		return nil
	}, "select b.id, b.left_over from budgets b where b.id "+tx.Dialect.In(1, "uuid")+tx.Lock(store.KindBudget, "b.id"), set)
}

// take adds slices of a budget to what the transaction has.
func (s *Sheet) take(ctx context.Context, tx *store.Tx, id mall.CampaignID, which string, args ...any) error {
	x := s.shares[id]
	return tx.Each(ctx, func(scan func(...any) error) error {
		one := &slice{}
		err := scan(&one.id, &one.points)
		x.slices = append(x.slices, one)
		return err
	}, "select id, points from budget_slices where campaign_id = $1"+which, append([]any{id}, args...)...)
}

// State is a budget at one moment.
type State struct{ Points, Left mall.Points }

// States reads budgets; campaigns that have none are missing.
func States(ctx context.Context, client *ent.Client, ids []mall.CampaignID) (map[mall.CampaignID]State, error) {
	rows, err := client.Budget.Query().Where(store.Among(entbudget.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[mall.CampaignID]State, len(rows))
	for _, row := range rows {
		found[row.ID] = State{row.Points, row.LeftOver}
	}
	parts, err := client.BudgetSlice.Query().Where(store.Among(budgetslice.FieldCampaignID, "uuid", ids)).All(ctx)
	for _, row := range parts {
		state := found[row.CampaignID]
		state.Left += row.Points
		found[row.CampaignID] = state
	}
	return found, err
}

// atRest is how long nobody has spent from a slice that goes back.
const atRest = time.Minute

// Resting counts the slices that are to go back.
func Resting(ctx context.Context, client *ent.Client, now time.Time) (int, error) {
	return client.BudgetSlice.Query().Where(budgetslice.SpentAtLTE(now.Add(-atRest))).Count(ctx)
}

// Rest gives what lies in slices of one budget that rest back to it, and returns how many slices
// that were.
func Rest(ctx context.Context, db *store.DB, now time.Time) (done int, err error) {
	one, err := db.Ent().BudgetSlice.Query().Where(budgetslice.SpentAtLTE(now.Add(-atRest))).First(ctx)
	if ent.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	err = db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		s := &Sheet{now: now, shares: map[mall.CampaignID]*share{one.CampaignID: {}}}
		if err := s.lock(ctx, tx, []mall.CampaignID{one.CampaignID}); err != nil {
			return err
		}
		if err := s.take(ctx, tx, one.CampaignID, " and spent_at <= $2 order by id"+forUpdate(tx, " skip locked"), now.Add(-atRest).UTC()); err != nil {
			return err
		}
		x := s.shares[one.CampaignID]
		var ids []uuid.UUID
		for _, slice := range x.slices {
			x.left += slice.points
			ids = append(ids, slice.id)
		}
		done = len(ids)
		if _, err := tx.Ent().BudgetSlice.Delete().Where(budgetslice.IDIn(ids...)).Exec(ctx); err != nil {
			return err
		}
		return tx.Ent().Budget.UpdateOneID(one.CampaignID).SetLeftOver(x.left).Exec(ctx)
	})
	return done, err
}
