package reconcile

import (
	"context"
	"fmt"

	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entries "pointsmall/ent/entry"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// chainPage is how many entries are read at once.
const chainPage = 5000

const chainSays = "an entry's hash is that of its contents and of the entry before it"

// VerifyChain recomputes the hash of every member's entry from its contents and the
// hash before it: whoever changed, removed or inserted one would have had to change all
// that follow, and the account too. Entries that were written before the mall kept
// hashes are counted as unchained. progress is called with how many entries were read;
// nil: not.
func VerifyChain(ctx context.Context, db *store.DB, progress func(read int)) (report Report, unchained int, err error) {
	c := chain{report: &report}
	err = db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		read := 0
		for {
			page, err := c.next(ctx, tx)
			if err != nil {
				return err
			}
			for _, e := range page {
				if err := c.see(ctx, tx, e); err != nil {
					return err
				}
			}
			if read += len(page); progress != nil {
				progress(read)
			}
			if len(page) < chainPage {
				return c.finish(ctx, tx)
			}
		}
	})
	report.Checks = 1
	return report, c.unchained, err
}

// chain follows the entries account by account.
type chain struct {
	report    *Report
	last      *ent.Entry // seen
	hash      string     // of last, recomputed
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
	before := c.hash
	if c.last == nil || c.last.AccountID != e.AccountID {
		if err := c.finish(ctx, tx); err != nil {
			return err
		}
		before = ""
	}
	if e.Hash == "" && before == "" {
		c.unchained++
		c.last, c.hash = e, ""
		return nil
	}
	if want := ledger.Hash(e, before); e.Hash != want {
		c.find("entries", e.ID.UUID().String(), fmt.Sprintf("number %d of account %s: stored %q, its contents give %q", *e.Seq, e.AccountID.UUID(), e.Hash, want))
	}
	// Go on from what is stored, so that one alteration is one finding.
	c.last, c.hash = e, e.Hash
	return nil
}

// finish compares the account of the last entry with the end of its chain.
func (c *chain) finish(ctx context.Context, tx *store.Tx) error {
	if c.last == nil {
		return nil
	}
	account, err := tx.Ent().Account.Get(ctx, c.last.AccountID)
	if ent.IsNotFound(err) {
		return nil // another check names it
	}
	if err != nil {
		return err
	}
	if account.LastHash != c.hash {
		c.find("accounts", account.ID.UUID().String(), fmt.Sprintf("last_hash is %q; its newest entry has %q", account.LastHash, c.hash))
	}
	return nil
}

func (c *chain) find(table, id, detail string) {
	if len(c.report.Findings) >= MaxFindings {
		c.report.More = true
		return
	}
	c.report.Findings = append(c.report.Findings, Finding{Check: chainSays, Table: table, ID: id, Detail: detail})
}
