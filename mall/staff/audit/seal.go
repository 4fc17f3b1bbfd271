package audit

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/auditrecord"
	"pointsmall/ent/auditseal"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// sealStep is how many records one seal covers at most.
const sealStep = 5000

// Job seals what is new.
func (l *Log) Job() job.Job {
	return job.Job{
		Name: "seal-audit-log", Says: "Seal what staff, partners' keys and the command line have changed.", Every: time.Minute,
		Step: l.sealNew, Due: func(ctx context.Context) (int, error) {
			return l.DB.Ent().AuditRecord.Query().Where(auditrecord.SealedInIsNil()).Count(ctx)
		},
	}
}

func (l *Log) sealNew(ctx context.Context) (done int, err error) {
	err = l.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().AuditRecord.Query().Where(auditrecord.SealedInIsNil()).Order(auditrecord.ByID()).Limit(sealStep)
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		records, err := query.Select(auditrecord.FieldID, auditrecord.FieldHash).All(ctx)
		if done = len(records); err != nil || done == 0 {
			return err
		}
		last, err := tx.Ent().AuditSeal.Query().Order(ent.Desc(auditseal.FieldID)).First(ctx)
		if ent.IsNotFound(err) {
			last, err = &ent.AuditSeal{}, nil
		}
		if err != nil {
			return err
		}
		next := &ent.AuditSeal{ID: last.ID + 1, MadeAt: l.Clock().UTC().Truncate(time.Microsecond), Records: int64(done)}
		hashes, rows := make([]string, done), store.NewRows("id uuid", "seal bigint")
		for i, r := range records {
			hashes[i] = r.Hash
			rows.Add(r.ID, next.ID)
		}
		next.Digest = digest(hashes)
		// Two servers that seal at once make the same number: one of them fails, and begins anew.
		err = tx.Ent().AuditSeal.Create().SetID(next.ID).SetMadeAt(next.MadeAt).SetRecords(next.Records).SetDigest(next.Digest).SetMAC(macOf(l.Key, next, last.MAC)).Exec(ctx)
		if err != nil {
			return err
		}
		var batch store.Batch
		batch.Add("update audit_records set sealed_in = r.seal from {rows} where audit_records.id = r.id", rows)
		return batch.Exec(ctx, tx)
	})
	return done, err
}
