package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"pointsmall/ent"
)

// hash is a record's: HMAC-SHA-256, by the mall's secret, over all of its fields but the seal's
// number, each with its length, so that no two records read the same.
func hash(key []byte, r *ent.AuditRecord) string {
	mac := hmac.New(sha256.New, key)
	text := func(s string) {
		mac.Write(binary.AppendUvarint(nil, uint64(len(s)))) // never fails, as all of mac's writes
		mac.Write([]byte(s))
	}
	text("pointsmall audit record 1")
	for _, s := range []string{
		r.BeforeHash, r.ID.String(), r.Server.String(), r.Batch.String(), fmt.Sprint(r.Place), fmt.Sprint(r.Places), fmt.Sprint(r.At.UnixMicro()),
		r.Actor, r.ActorName, r.Operation, r.Noun, r.NounID, r.Address, r.UserAgent, r.RequestID, r.Changes,
	} {
		text(s)
	}
	if r.APIKeyID != nil {
		text(r.APIKeyID.String())
	}
	text("") // so that a key's id is never taken for a member's
	if r.MemberID != nil {
		text(r.MemberID.String())
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// digest is that of the hashes which a seal covers, in the order of their records' ids.
func digest(hashes []string) string {
	sum := sha256.Sum256([]byte(strings.Join(hashes, "\n")))
	return hex.EncodeToString(sum[:])
}

// macOf seals a seal and the one before it.
func macOf(key []byte, s *ent.AuditSeal, before string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "pointsmall audit seal 1\n%d %s %d %s %s", s.ID, s.MadeAt.UTC().Format(time.RFC3339Nano), s.Records, s.Digest, before)
	return hex.EncodeToString(mac.Sum(nil))
}
