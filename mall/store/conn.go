package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
)

// connector opens connections that keep their statements prepared.
type connector struct {
	driver.Connector
	observe func(conn uint64, sql string)
}

// opened numbers the connections, for those who observe them.
var opened atomic.Uint64

// Connect opens one connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	fresh, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	bare, ok := fresh.(driverConn)
	if !ok {
		return nil, errors.New("store: this database driver cannot keep statements prepared")
	}
	_, isSQLite := c.Connector.(sqliteConnector)
	return &conn{driverConn: bare, prepared: map[string]driver.Stmt{}, finalizes: isSQLite, number: opened.Add(1), observe: c.observe}, nil
}

// driverConn is what both drivers' connections can do.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// maxPrepared bounds the statements that one connection keeps. The mall's own
// texts are far fewer; when it is reached, the connection starts afresh.
const maxPrepared = 400

// conn is a connection that prepares each text once.
type conn struct {
	driverConn
	prepared map[string]driver.Stmt
	// finalizes says that the statements must be closed before the connection is.
	finalizes bool
	number    uint64
	observe   func(conn uint64, sql string)
}

// Close closes the connection. SQLite holds one open as long as it has statements: the
// write-ahead log would never be folded into the database's file. PostgreSQL forgets them by
// itself; to close each would take a round trip.
func (c *conn) Close() error {
	var errs []error
	if c.finalizes {
		for _, s := range c.prepared {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(append(errs, c.driverConn.Close())...)
}

func (c *conn) stmt(ctx context.Context, text string) (driver.Stmt, error) {
	if s, ok := c.prepared[text]; ok {
		return s, nil
	}
	if len(c.prepared) >= maxPrepared {
		for key, s := range c.prepared {
			if err := s.Close(); err != nil {
				return nil, err
			}
			delete(c.prepared, key)
		}
	}
	s, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.prepared[text] = s
	return s, nil
}

// QueryContext runs a query.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.see(text)
	s, err := c.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// ExecContext runs a statement. A text without arguments may hold several
// statements, so it is passed on as it is.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.see(text)
	if len(args) == 0 {
		return c.driverConn.ExecContext(ctx, text, args)
	}
	s, err := c.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.(driver.StmtExecContext).ExecContext(ctx, args)
}

// BeginTx starts a transaction.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	c.see("BEGIN")
	tx, err := c.driverConn.BeginTx(ctx, opts)
	return observedTx{tx, c}, err
}

// CheckNamedValue lets the driver convert an argument where it has its own way to.
func (c *conn) CheckNamedValue(nv *driver.NamedValue) error {
	if checker, ok := c.driverConn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(nv)
	}
	return driver.ErrSkip
}

func (c *conn) see(text string) {
	if c.observe != nil {
		c.observe(c.number, text)
	}
}

type observedTx struct {
	driver.Tx
	conn *conn
}

// Commit counts as a statement: it is a round trip like any other.
func (t observedTx) Commit() error {
	t.conn.see("COMMIT")
	return t.Tx.Commit()
}
