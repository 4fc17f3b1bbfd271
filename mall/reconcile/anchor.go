package reconcile

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/anchor"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// anchorStep is how many accounts one transaction anchors. It locks none of them.
const anchorStep = 2000

// Anchors keep, outside the accounts, how far the books of each member go. Whoever removes an
// account's newest entries leaves no gap in its chain, but contradicts its anchor.
type Anchors struct {
	DB    *store.DB
	Clock mall.Clock
	// Key seals the anchors. It is no part of the database, so that its owner cannot make one;
	// without a key anybody can.
	Key []byte
}

// Job anchors what has changed since the anchor before.
func (a *Anchors) Job() job.Job {
	return job.Job{
		Name: "anchor-books", Says: "Write down, sealed, how far each account's books go.", Every: 10 * time.Minute,
		Step: a.step, Due: a.due,
	}
}

const behindAnchor = "from accounts a left join anchor_heads h on h.id = a.id where a.member_id is not null and a.last_seq > coalesce(h.seq, 0)"

func (a *Anchors) due(ctx context.Context) (n int, err error) {
	err = a.DB.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Each(ctx, func(scan func(...any) error) error { return scan(&n) }, "select count(*) "+behindAnchor)
	})
	return n, err
}

func (a *Anchors) step(ctx context.Context) (done int, err error) {
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		last, err := tx.Ent().Anchor.Query().Order(ent.Desc(anchor.FieldID)).First(ctx)
		if ent.IsNotFound(err) {
			last, err = &ent.Anchor{}, nil
		}
		if err != nil {
			return err
		}
		next := &ent.Anchor{ID: last.ID + 1, MadeAt: a.Clock().UTC().Truncate(time.Microsecond), Accounts: last.Accounts, Entries: last.Entries}
		rows, err := a.advance(ctx, tx, last, next)
		if err != nil || rows.Len() == 0 {
			return err
		}
		done = rows.Len()
		var batch store.Batch
		batch.Add("insert into anchor_heads (id, seq, hash) select id, seq, hash from {rows} where true on conflict (id) do update set seq = excluded.seq, hash = excluded.hash", rows)
		if err := batch.Exec(ctx, tx); err != nil {
			return err
		}
		return tx.Ent().Anchor.Create().SetID(next.ID).SetMadeAt(next.MadeAt).SetAccounts(next.Accounts).SetEntries(next.Entries).
			SetSum(next.Sum).SetMAC(macOf(a.Key, next, last.MAC)).Exec(ctx)
	})
	return done, err
}

// advance finds heads that have moved, and reckons the next anchor from the last.
func (a *Anchors) advance(ctx context.Context, tx *store.Tx, last, next *ent.Anchor) (*store.Rows, error) {
	total := sum{key: a.Key}
	if last.Sum != "" {
		if _, ok := total.total.SetString(last.Sum, 16); !ok {
			return nil, fmt.Errorf("the sum of anchor %d is no number: %q", last.ID, last.Sum)
		}
	}
	rows := store.NewRows("id uuid", "seq bigint", "hash text")
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var now, was Head
		if err := scan(&now.Account, &now.Seq, &now.Hash, &was.Seq, &was.Hash); err != nil {
			return err
		}
		rows.Add(now.Account, now.Seq, now.Hash)
		next.Entries += now.Seq - was.Seq
		if was.Seq == 0 {
			next.Accounts++
		} else {
			was.Account = now.Account
			total.remove(was)
		}
		total.add(now)
		return nil
	}, "select a.id, a.last_seq, a.last_hash, coalesce(h.seq, 0), coalesce(h.hash, '') "+behindAnchor+" order by a.id limit $1", anchorStep)
	next.Sum = total.String()
	return rows, err
}

const (
	anchorSays = "an anchor is sealed with the mall's key, and follows the one before it"
	headsSays  = "the anchored heads are those that the newest anchor sealed"
	headSays   = "an account has the entries that it had when it was anchored"
)

// verifyAnchors compares the entries with the anchors, and the anchors with their seals.
func verifyAnchors(ctx context.Context, tx *store.Tx, key []byte, report *Report) error {
	rows, err := tx.Ent().Anchor.Query().Order(ent.Asc(anchor.FieldID)).All(ctx)
	if err != nil {
		return err
	}
	last := &ent.Anchor{Sum: (&sum{}).String()}
	for _, row := range rows {
		if row.ID != last.ID+1 || row.MAC != macOf(key, row, last.MAC) {
			report.Findings = append(report.Findings, Finding{
				Check: anchorSays, Table: "anchors", ID: fmt.Sprint(row.ID),
				Detail: "altered, or the one before it is gone or altered, or the key is another (--anchor-key)",
			})
			return nil
		}
		last = row
	}
	total := sum{key: key, total: *big.NewInt(0)}
	var accounts, entries int64
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var h Head
		err := scan(&h.Account, &h.Seq, &h.Hash)
		total.add(h)
		accounts++
		entries += h.Seq
		return err
	}, "select id, seq, hash from anchor_heads")
	if err != nil {
		return err
	}
	if total.String() != last.Sum || accounts != last.Accounts || entries != last.Entries {
		report.Findings = append(report.Findings, Finding{
			Check: headsSays, Table: "anchor_heads", ID: fmt.Sprint(last.ID),
			Detail: fmt.Sprintf("accounts %d, entries %d; anchor %d sealed %d and %d, or others", accounts, entries, last.ID, last.Accounts, last.Entries),
		})
	}
	report.Checks += 3
	if err := verifySystems(ctx, tx, report); err != nil {
		return err
	}
	return check{headSays, "accounts", "select h.id, 'its entry number '||h.seq||' is gone or another' from anchor_heads h " +
		"left join entries e on e.account_id = h.id and e.seq = h.seq and coalesce(e.hash, '') = h.hash where e.id is null"}.run(ctx, tx, report)
}

// verifySystems finds system accounts that are not whose their id says.
func verifySystems(ctx context.Context, tx *store.Tx, report *Report) error {
	rows, err := tx.Ent().SystemAccount.Query().All(ctx)
	for _, row := range rows {
		if row.ID != ledger.SystemAccount(row.Owner, row.OwnerRef, row.Currency) || (row.Owner == mall.OwnerPlatform && row.OwnerRef != "") {
			report.Findings = append(report.Findings, Finding{
				Check: "a system account's id is made of its owner and its currency", Table: "system_accounts", ID: row.ID.UUID().String(),
				Detail: fmt.Sprintf("owner %s %s, currency %s", row.Owner, row.OwnerRef, row.Currency),
			})
		}
	}
	report.Checks++
	return err
}
