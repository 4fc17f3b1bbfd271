package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNoFile is Open's error for a SQLite file that is not there, where it must not be made.
var ErrNoFile = errors.New("no such file: run `pointsmall migrate` first if the mall is to be there")

func (db *DB) openSQLite(ctx context.Context, path string, opts Options) error {
	db.Dialect = SQLite
	db.patience = opts.writeTimeout(db.Dialect)
	if path == "" {
		return errors.New("want sqlite:PATH")
	}
	if opts.Mode != Create {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return ErrNoFile
		}
	} else if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
	}
	settings := "&_pragma=busy_timeout(" + milliseconds(db.patience) + ")&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_time_format=sqlite"
	reading := settings + "&_pragma=query_only(1)"
	if opts.Mode == ReadOnly {
		file, err := readingFile(ctx, path)
		if err != nil {
			return err
		}
		db.openFiles(file+reading, file+reading)
		return nil
	}
	file := "file:" + path + "?mode=rw"
	if opts.Mode == Create {
		file += "c"
	}
	// synchronous(FULL): a commit that was answered survives a power cut.
	file += "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db.openFiles(file+settings+"&_txlock=immediate", file+reading)
	return nil
}

func (db *DB) openFiles(write, read string) {
	db.write = sql.OpenDB(connector{Connector: sqliteConnector(write), observe: db.see})
	db.write.SetMaxOpenConns(1)
	db.read = sql.OpenDB(connector{Connector: sqliteConnector(read), observe: db.see})
	db.read.SetMaxOpenConns(4)
	db.read.SetMaxIdleConns(4)
}

// readingFile is how a file is opened that nothing may be written to. SQLite locks by
// two files beside it. Where they are there, a server runs or was killed: mode=ro leaves
// them as they are. Where they are not, mode=rw makes them and removes them in the end. In
// a folder that cannot be written it can do neither; a file without changes beside it
// then needs no locks, because nobody can change it.
func readingFile(ctx context.Context, path string) (string, error) {
	journal, err := os.Stat(path + "-wal")
	file := "file:" + path + "?mode=ro"
	if err != nil {
		file = "file:" + path + "?mode=rw"
	}
	switch failure := canRead(ctx, file); {
	case !cannotLock(failure):
		return file, failure
	case err == nil && journal.Size() > 0:
		return "", fmt.Errorf("the newest changes lie in %[1]s-wal, and SQLite cannot read them in a folder that it must not write to: copy %[1]s and %[1]s-wal to another", path)
	}
	return "file:" + path + "?mode=ro&immutable=1", nil
}

// canRead reads a little of a file.
func canRead(ctx context.Context, file string) error {
	db := sql.OpenDB(sqliteConnector(file + "&_pragma=query_only(1)"))
	var tables int
	err := db.QueryRowContext(ctx, "select count(*) from sqlite_master").Scan(&tables)
	return errors.Join(err, db.Close())
}

// cannotLock reports whether SQLite lacks the files by which it locks.
func cannotLock(err error) bool {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return false
	}
	code := failure.Code() & 0xff
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY
}

type sqliteConnector string

// Connect opens one connection.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	return new(sqlite.Driver).Open(string(c))
}

// Driver is the SQLite driver.
func (c sqliteConnector) Driver() driver.Driver { return new(sqlite.Driver) }
