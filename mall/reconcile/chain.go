package reconcile

import (
	"context"
	"fmt"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entries "pointsmall/ent/entry"
	lots "pointsmall/ent/lot"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// chainPage is how many entries are read at once.
const chainPage = 5000

const chainSays = "an entry's hash is that of its contents and of the entry before it"

// VerifyChain recomputes the hash of every member's entry from its contents, the times of
// the lots that it made and the hash before it, and proves the audit log. Whoever changed, removed or inserted one would
// have had to change all that follow, and the account, and the anchors, which are sealed with
// key. Entries that are older than the mall's hashes are counted as unchained. progress is
// called with how many entries were read, unless it is nil.
func VerifyChain(ctx context.Context, db *store.DB, key []byte, progress func(read int)) (report Report, unchained int, err error) {
	err = db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		report, unchained, err = verifyChain(ctx, tx, key, progress)
		return err
	})
	return report, unchained, err
}

func verifyChain(ctx context.Context, tx *store.Tx, key []byte, progress func(read int)) (report Report, unchained int, err error) {
	c := chain{report: &report}
	read := 0
	for {
		page, err := c.next(ctx, tx)
		if err != nil {
			return report, 0, err
		}
		for _, e := range page {
			if err := c.see(ctx, tx, e); err != nil {
				return report, 0, err
			}
		}
		if read += len(page); progress != nil {
			progress(read)
		}
		if len(page) < chainPage {
			break
		}
	}
	report.Checks = 2
	if err := c.finish(ctx, tx); err != nil {
		return report, 0, err
	}
	if err := verifyAnchors(ctx, tx, key, &report); err != nil {
		return report, 0, err
	}
	return report, c.unchained, verifyAudit(ctx, tx, key, &report)
}

// chain follows the entries account by account.
type chain struct {
	report    *Report
	last      *ent.Entry // seen
	account   ledger.Follower
	unchained int
}

// next reads the entries that follow the last one.
func (c *chain) next(ctx context.Context, tx *store.Tx) ([]*ent.Entry, error) {
	query := tx.Ent().Entry.Query().Where(entries.SeqNotNil()).Order(entries.ByAccountID(), entries.BySeq()).Limit(chainPage)
	if c.last != nil {
		query.Where(func(s *entsql.Selector) {
			s.Where(entsql.Or(
				entsql.GT(s.C(entries.FieldAccountID), c.last.AccountID),
				entsql.And(entsql.EQ(s.C(entries.FieldAccountID), c.last.AccountID), entsql.GT(s.C(entries.FieldSeq), *c.last.Seq)),
			))
		})
	}
	return query.All(ctx)
}

func (c *chain) see(ctx context.Context, tx *store.Tx, e *ent.Entry) error {
	if c.last == nil || c.last.AccountID != e.AccountID {
		if err := c.finish(ctx, tx); err != nil {
			return err
		}
		if err := c.begin(ctx, tx, e.AccountID); err != nil {
			return err
		}
	}
	c.last = e
	if e.Hash == "" && c.account.Head() == "" {
		c.unchained++
		c.account.Skip(e)
		return nil
	}
	if wrong := c.account.Next(e); wrong != "" {
		c.find(chainSays, "entries", e.ID.UUID().String(), wrong)
	}
	return nil
}

// begin turns to an account, and reads its lots.
func (c *chain) begin(ctx context.Context, tx *store.Tx, id mall.AccountID) error {
	rows, err := tx.Ent().Lot.Query().Where(lots.AccountID(id)).All(ctx)
	c.account = ledger.Follower{Lots: make(map[mall.LotID]*ent.Lot, len(rows))}
	for _, row := range rows {
		c.account.Lots[row.ID] = row
	}
	return err
}

// finish compares the account of the last entry, and its lots, with the end of its chain.
func (c *chain) finish(ctx context.Context, tx *store.Tx) error {
	if c.last == nil {
		return nil
	}
	for _, row := range c.account.Lots {
		if at, ok := c.account.End(row.ID); ok && (row.ExpiresAt == nil || !row.ExpiresAt.Equal(at)) {
			c.find("a lot that lapses without activity ends when the newest entry that moved it says", "lots", row.ID.UUID().String(),
				fmt.Sprintf("it expires at %v; the entries say %s", row.ExpiresAt, at.UTC().Format(time.RFC3339)))
		}
	}
	account, err := tx.Ent().Account.Get(ctx, c.last.AccountID)
	if ent.IsNotFound(err) {
		return nil // another check names it
	}
	if err != nil {
		return err
	}
	if account.LastHash != c.account.Head() {
		c.find(chainSays, "accounts", account.ID.UUID().String(), fmt.Sprintf("last_hash is %q; its newest entry has %q", account.LastHash, c.account.Head()))
	}
	return nil
}

func (c *chain) find(says, table, id, detail string) {
	if len(c.report.Findings) >= MaxFindings {
		c.report.More = true
		return
	}
	c.report.Findings = append(c.report.Findings, Finding{Check: says, Table: table, ID: id, Detail: detail})
}
