package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"pointsmall/ent"
)

// Retryable reports whether the same transaction may succeed when run again:
// after a deadlock, a busy database or a lost connection, and where two
// transactions met that wanted to write the same unique value, or one found that
// another had changed what it read (Batch.Update).
func Retryable(err error) bool {
	if errors.Is(err, ErrNeedsLocks) {
		return true
	}
	var pqErr *pq.Error
	if errors.As(err, &pqErr) {
		switch pqErr.Code.Class() {
		case "40", "08", "57": // rollback, connection, operator intervention
			return true
		}
		switch pqErr.Code {
		case "55P03", "23505", "22012": // lock_not_available, unique_violation, division_by_zero
			return true
		}
		return false
	}
	var liteErr *sqlite.Error
	if errors.As(err, &liteErr) {
		switch liteErr.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
		return IsUnique(err)
	}
	var netErr net.Error
	return errors.As(err, &netErr) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// IsUnique reports whether err says that a unique value is taken.
func IsUnique(err error) bool {
	var pqErr *pq.Error
	if errors.As(err, &pqErr) {
		return pqErr.Code == "23505"
	}
	var liteErr *sqlite.Error
	if errors.As(err, &liteErr) {
		return liteErr.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || liteErr.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return ent.IsConstraintError(err)
}
