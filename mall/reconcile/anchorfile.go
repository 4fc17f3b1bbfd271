package reconcile

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

// anchorTitle is the first line of a file of heads, before its time.
const anchorTitle = "pointsmall anchor 1 "

// WriteHeads is how far the books of every account go, as a text that is kept where the
// database's owner cannot reach it: a line for each account, one for the audit log's newest seal,
// whose account is zero, and the seal of all of them in the last.
func WriteHeads(ctx context.Context, db *store.DB, key []byte, now time.Time) ([]byte, error) {
	var b strings.Builder
	b.WriteString(anchorTitle + now.UTC().Format(time.RFC3339) + "\n")
	err := db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.Each(ctx, func(scan func(...any) error) error {
			var h Head
			err := scan(&h.Account, &h.Seq, &h.Hash)
			b.WriteString(h.text())
			return err
		}, "select id, last_seq, last_hash from accounts where last_seq > 0 order by id")
		if err != nil {
			return err
		}
		log := Head{} // no account has this id
		if log.Seq, log.Hash, err = audit.Head(ctx, tx); err == nil && log.Seq > 0 {
			b.WriteString(log.text())
		}
		return err
	})
	return fmt.Appendf(nil, "%sseal %x\n", b.String(), seal(key, b.String())), err
}

// ReadHeads reads what WriteHeads wrote. It fails where somebody has altered it, or where it
// was sealed with another key.
func ReadHeads(text, key []byte) (heads []Head, err error) {
	at := bytes.LastIndex(text, []byte("seal "))
	if at < 0 || !bytes.HasPrefix(text, []byte(anchorTitle)) {
		return nil, fmt.Errorf("this is no file of reconcile --anchor")
	}
	mac, err := hex.DecodeString(strings.TrimSpace(string(text[at+len("seal "):])))
	if err != nil || !hmac.Equal(mac, seal(key, string(text[:at]))) {
		return nil, fmt.Errorf("the file was altered, or sealed with another key (--anchor-key)")
	}
	lines := bufio.NewScanner(bytes.NewReader(text[:at]))
	lines.Scan() // the title
	for lines.Scan() {
		var h Head
		var account string
		if _, err := fmt.Sscan(lines.Text()+" ", &account, &h.Seq); err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		id, err := uuid.Parse(account)
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		h.Account = mall.AccountID(id)
		h.Hash = lines.Text()[strings.LastIndexByte(lines.Text(), ' ')+1:]
		heads = append(heads, h)
	}
	return heads, lines.Err()
}

// CompareHeads finds the accounts that have not the entries any more which they had once.
func CompareHeads(ctx context.Context, db *store.DB, heads []Head) (report Report, err error) {
	err = db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		for len(heads) > 0 {
			some := heads[:min(anchorStep, len(heads))]
			heads = heads[len(some):]
			rows := store.NewRows("id uuid", "seq bigint", "hash text")
			for _, h := range some {
				if h.Account.IsZero() {
					if err := compareSeal(ctx, tx, h, &report); err != nil {
						return err
					}
					continue
				}
				rows.Add(h.Account, h.Seq, h.Hash)
			}
			err := tx.QueryRows(ctx, "select r.id, r.seq from {rows} left join entries e on e.account_id = r.id and e.seq = r.seq and coalesce(e.hash, '') = r.hash where e.id is null", rows,
				func(scan func(...any) error) error {
					var h Head
					if err := scan(&h.Account, &h.Seq); err != nil {
						return err
					}
					if len(report.Findings) >= MaxFindings {
						report.More = true
						return nil
					}
					report.Findings = append(report.Findings, Finding{
						Check: headSays, Table: "accounts", ID: h.Account.UUID().String(), Detail: fmt.Sprintf("its entry number %d is gone or another", h.Seq),
					})
					return nil
				})
			if err != nil {
				return err
			}
		}
		return nil
	})
	report.Checks = 1
	return report, err
}

// compareSeal finds out whether the audit log has a seal still.
func compareSeal(ctx context.Context, tx *store.Tx, h Head, report *Report) error {
	there, err := audit.Sealed(ctx, tx, h.Seq, h.Hash)
	if err == nil && !there {
		report.Findings = append(report.Findings, Finding{Check: sealSays, Table: "audit_seals", ID: fmt.Sprint(h.Seq), Detail: "it is gone or another"})
	}
	return err
}
