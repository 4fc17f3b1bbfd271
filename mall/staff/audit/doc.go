// Package audit writes down who changed what for others: staff, partners' keys and the command
// line, each change with the call, where it came from, and the fields before and after.
//
// What moves points or stock is not written down here: its entry or its movement names who did it.
// Nobody calls this package to have a change written down. Transactions carry who acts, and package
// store watches the rows that they change (store.Recorder); Log writes the records in the same
// transaction, so that there is no change without its record, and none without its change.
//
// What is always true:
//
//   - A record is never changed. A job notes once which seal covers it.
//   - Records of one transaction are a batch, each with the hash of the one before it; the first
//     has that of a record which the same server had committed before. So no writer waits for
//     another's row, and a record that is gone is missed by the one after it.
//   - The hash is keyed by the mall's secret, which is no part of the database: who has the
//     database alone can make none.
//   - Each minute a job seals what is new: a digest of the hashes, a MAC over it and over the seal
//     before it. A record that is covered cannot go, even the newest.
//   - What is secret is never written down (ent.Secret). What tells of a member (ent.Personal) is
//     encrypted by a key of that member; Forget destroys the key, and every hash still holds.
//
// It owns audit_records, audit_seals and member_keys. It does not own what is recorded.
package audit
