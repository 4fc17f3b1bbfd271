package tier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/tier"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Read reads every tier, the lowest first.
func Read(ctx context.Context, tx *store.Tx) (Ladder, error) {
	var ladder Ladder
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var t Tier
		var threshold, rights []byte
		if err := scan(&t.Code, &t.Name, &t.Rank, &threshold, &rights, &t.Version); err != nil {
			return err
		}
		for into, encoded := range map[any][]byte{&t.Threshold: threshold, &t.Rights: rights} {
			if encoded == nil {
				continue
			}
			if err := json.Unmarshal(encoded, into); err != nil {
				return fmt.Errorf("read tier %s: %w", t.Code, err)
			}
		}
		ladder = append(ladder, t)
		return nil
	}, "select id, name, rank, threshold, rights, version from tiers order by rank")
	if err == nil && len(ladder) == 0 {
		err = errors.New("the mall has no tiers")
	}
	return ladder, err
}

// Known tells which of some codes are those of tiers.
func Known(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error) {
	found, err := tx.Ent().Tier.Query().Where(store.Among(tier.FieldID, "text", codes)).Select(tier.FieldID).Strings(ctx)
	known := make(map[string]bool, len(found))
	for _, code := range found {
		known[code] = true
	}
	return known, err
}

// Lowest is the code of the tier that new members have.
func Lowest(ctx context.Context, tx *store.Tx) (string, error) {
	return tx.Ent().Tier.Query().Order(ent.Asc(tier.FieldRank)).Limit(1).Select(tier.FieldID).String(ctx)
}

// Move is a member's step from one tier to another, or the renewal of one (From is To).
type Move struct {
	ID       mall.TierChangeID
	Member   mall.MemberID
	From, To string
	Cause    mall.TierCause
	Note     string
	Actor    string
	// Until is when the tier is reviewed; nil: never.
	Until *time.Time
	// Window is over which days that review judges; nil: the tier was granted, or never is.
	Window *Window
	// Granted is true when staff gave the tier.
	Granted bool
	At      time.Time
	// Merit is the tier that the member has reached, and was paid for, from this step on.
	Merit string
	// Purchase is what led to the step, or whose goods came back; nil: none.
	Purchase *mall.PurchaseID
}

// kept reports whether the move is kept as a step. A renewal is not.
func (m *Move) kept() bool {
	return m.From != m.To || m.Granted || m.Cause == mall.TierReached || m.Cause == mall.TierReturned || m.Cause == mall.TierCorrected
}

// Step is the tier whose threshold was reached by the step, or counts as reached again by it;
// nil: it has another cause.
func (m *Move) Step() *string {
	if !m.Cause.ByMerit() && m.Cause != mall.TierCorrected {
		return nil
	}
	return &m.Merit
}

// Save adds the moves to the batch. Several of one member come in their order; the last
// is where the member stands. A renewal is not kept as a step.
func Save(batch *store.Batch, moves []Move) {
	steps := store.NewRows("id uuid", "member_id uuid", "from_tier text", "to_tier text", "cause text", "note text", "actor text", "until timestamptz", "merit text", "purchase_id uuid", "changed_at timestamptz")
	last := map[mall.MemberID]Move{}
	var members []mall.MemberID
	for _, m := range moves {
		if m.kept() {
			steps.Add(m.ID, m.Member, m.From, m.To, string(m.Cause), m.Note, m.Actor, m.Until, m.Step(), m.Purchase, m.At)
		}
		if _, ok := last[m.Member]; !ok {
			members = append(members, m.Member)
		}
		last[m.Member] = m
	}
	const columns = "id, member_id, from_tier, to_tier, cause, note, actor, until, merit, purchase_id, changed_at"
	batch.Add("insert into tier_changes ("+columns+") select "+columns+" from {rows}", steps)

	rows := store.NewRows("id uuid", "tier text", "since timestamptz", "until timestamptz", "granted bool", "first date", "last date", "merit text")
	for _, id := range members {
		m := last[id]
		var first, last *mall.Date
		if m.Window != nil {
			first, last = &m.Window.First, &m.Window.Last
		}
		rows.Add(m.Member, m.To, m.At, m.Until, m.Granted, first, last, m.Merit)
	}
	batch.Add("update members set tier_id = r.tier, tier_since = case when members.tier_id = r.tier then members.tier_since else r.since end, "+
		"tier_until = r.until, tier_granted = r.granted, tier_window_first = r.first, tier_window_last = r.last, merit_tier = r.merit from {rows} where members.id = r.id", rows)
}
