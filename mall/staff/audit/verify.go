package audit

import (
	"context"
	"fmt"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/auditrecord"
	"pointsmall/ent/auditseal"
	"pointsmall/mall/store"
)

// verifyPage is how many records are read at once.
const verifyPage = 2000

// Fault is a row that contradicts the log's own proof.
type Fault struct{ Check, Table, ID, Detail string }

// What Verify proves.
const (
	hashSays  = "an audit record's hash is that of its contents and of the record before it"
	sealSays  = "an audit seal is sealed with the mall's key, and follows the one before it"
	coverSays = "an audit seal covers the records that it covered when it was made"
	batchSays = "the audit records of a transaction are all there, in their order"
	linkSays  = "the record before an audit record is there"
)

// Checks is how many checks Verify makes.
const Checks = 5

// Verify proves the log: a record that was changed, removed, inserted or moved is among the
// faults. find is called with each fault, progress with how many records were read; it may be nil.
func Verify(ctx context.Context, tx *store.Tx, key []byte, find func(Fault), progress func(read int)) error {
	v := verifier{key: key, find: find, seals: map[int64]*ent.AuditSeal{}, hashes: map[int64][]string{}}
	if err := v.readSeals(ctx, tx); err != nil {
		return err
	}
	read := 0
	var last *ent.AuditRecord
	for sealed := true; ; {
		page, err := nextRecords(ctx, tx, sealed, last)
		if err != nil {
			return err
		}
		for _, r := range page {
			v.see(r)
			last = r
		}
		if read += len(page); progress != nil {
			progress(read)
		}
		if len(page) == verifyPage {
			continue
		}
		if !sealed {
			break
		}
		sealed, last = false, nil
	}
	v.finish()
	return v.compare(ctx, tx)
}

// nextRecords reads the records that follow one: those that are sealed by their seals, then the
// others.
func nextRecords(ctx context.Context, tx *store.Tx, sealed bool, last *ent.AuditRecord) ([]*ent.AuditRecord, error) {
	query := tx.Ent().AuditRecord.Query().Limit(verifyPage)
	if !sealed {
		query.Where(auditrecord.SealedInIsNil()).Order(auditrecord.ByID())
		if last != nil {
			query.Where(auditrecord.IDGT(last.ID))
		}
		return query.All(ctx)
	}
	query.Where(auditrecord.SealedInNotNil()).Order(auditrecord.BySealedIn(), auditrecord.ByID())
	if last != nil {
		query.Where(func(s *entsql.Selector) {
			s.Where(entsql.Or(
				entsql.GT(s.C(auditrecord.FieldSealedIn), *last.SealedIn),
				entsql.And(entsql.EQ(s.C(auditrecord.FieldSealedIn), *last.SealedIn), entsql.GT(s.C(auditrecord.FieldID), last.ID)),
			))
		})
	}
	return query.All(ctx)
}

// verifier follows seals and records.
type verifier struct {
	key   []byte
	find  func(Fault)
	seals map[int64]*ent.AuditSeal
	// hashes are those of the records of the seal that is being read.
	hashes map[int64][]string
	at     int64
}

func (v *verifier) readSeals(ctx context.Context, tx *store.Tx) error {
	rows, err := tx.Ent().AuditSeal.Query().Order(auditseal.ByID()).All(ctx)
	last := &ent.AuditSeal{}
	for _, row := range rows {
		if row.ID != last.ID+1 || row.MAC != macOf(v.key, row, last.MAC) {
			v.find(Fault{sealSays, "audit_seals", fmt.Sprint(row.ID), "altered, or the one before it is gone or altered, or the key is another (--anchor-key)"})
		}
		v.seals[row.ID], last = row, row
	}
	return err
}

func (v *verifier) see(r *ent.AuditRecord) {
	id := r.ID.UUID().String()
	if hash(v.key, r) != r.Hash {
		v.find(Fault{hashSays, "audit_records", id, "altered, or inserted, or written by a process with another key (--anchor-key)"})
	}
	if r.SealedIn == nil {
		return
	}
	if *r.SealedIn != v.at {
		v.finish()
		v.at = *r.SealedIn
		if v.seals[v.at] == nil {
			v.find(Fault{coverSays, "audit_records", id, fmt.Sprintf("its seal %d is gone", v.at)})
		}
	}
	v.hashes[v.at] = append(v.hashes[v.at], r.Hash)
}

// finish compares the records of a seal with it.
func (v *verifier) finish() {
	hashes := v.hashes[v.at]
	if s := v.seals[v.at]; s != nil && hashes != nil {
		if int64(len(hashes)) != s.Records || digest(hashes) != s.Digest {
			v.find(Fault{coverSays, "audit_seals", fmt.Sprint(s.ID), fmt.Sprintf("it covers %d records; %d are there, or others", s.Records, len(hashes))})
		}
		v.seals[v.at] = nil
	}
	delete(v.hashes, v.at)
}

// compare looks for seals without their records, and for gaps between records.
func (v *verifier) compare(ctx context.Context, tx *store.Tx) error {
	for id, s := range v.seals {
		if s != nil {
			v.find(Fault{coverSays, "audit_seals", fmt.Sprint(id), fmt.Sprintf("it covers %d records; none is there", s.Records)})
		}
	}
	gaps := func(says, detail, query string) error {
		return tx.Each(ctx, func(scan func(...any) error) error {
			var id uuid.UUID
			err := scan(&id)
			v.find(Fault{says, "audit_records", id.String(), detail})
			return err
		}, query)
	}
	err := gaps(batchSays, "records of its transaction are gone", "select r.id from audit_records r join "+
		"(select batch, count(*) as n, min(places) as places, max(place) as last from audit_records group by batch) b on b.batch = r.batch "+
		"where r.place = (select min(x.place) from audit_records x where x.batch = r.batch) and (b.n <> b.places or b.last <> b.places)")
	if err != nil {
		return err
	}
	return gaps(linkSays, "the record before it is gone or another", "select r.id from audit_records r left join audit_records p on p.hash = r.before_hash and p.server = r.server "+
		"and (r.place = 1 and p.place = p.places or r.place > 1 and p.batch = r.batch and p.place = r.place - 1) where r.before_hash <> '' and p.id is null")
}

// Head is the newest seal: how far the log went at one moment. Its number is 0 where there is
// none.
func Head(ctx context.Context, tx *store.Tx) (id int64, mac string, err error) {
	last, err := tx.Ent().AuditSeal.Query().Order(ent.Desc(auditseal.FieldID)).First(ctx)
	if ent.IsNotFound(err) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	return last.ID, last.MAC, nil
}

// Sealed reports whether there is a seal of a number and MAC.
func Sealed(ctx context.Context, tx *store.Tx, id int64, mac string) (bool, error) {
	return tx.Ent().AuditSeal.Query().Where(auditseal.ID(id), auditseal.MAC(mac)).Exist(ctx)
}
