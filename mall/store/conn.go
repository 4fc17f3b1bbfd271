package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// connector opens connections that keep their statements prepared.
type connector struct {
	driver.Connector
	observe func(conn uint64, sql string)
	// health and setUp, the statements that a new connection begins with, are
	// PostgreSQL's alone.
	health *health
	setUp  string
	// patience bounds setUp.
	patience time.Duration
}

// opened numbers the connections, for those who observe them.
var opened atomic.Uint64

// Connect opens one connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	var making opening
	fresh, err := c.Connector.Connect(context.WithValue(ctx, openingKey{}, &making))
	if err != nil {
		return nil, err
	}
	bare, ok := fresh.(driverConn)
	if !ok {
		return nil, errors.New("store: this database driver cannot keep statements prepared")
	}
	made := &conn{driverConn: bare, prepared: map[string]driver.Stmt{}, number: opened.Add(1), observe: c.observe, wire: making.wire, health: c.health}
	if c.setUp != "" {
		made.proven = c.health.doubts.Load()
		// A pooler may only now begin to connect to the server.
		setting, cancel := context.WithTimeout(ctx, c.patience)
		defer cancel()
		made.within(setting)
		if _, err := bare.ExecContext(ctx, c.setUp, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("set the connection up: %w", err), bare.Close())
		}
	}
	return made, nil
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
	number   uint64
	observe  func(conn uint64, sql string)

	// wire is the network connection to PostgreSQL; SQLite has none.
	wire   *wire
	health *health
	// proven is health.doubts when the connection last proved itself.
	proven int64
}

// within bounds what the connection does next by ctx's deadline, and a little more: at
// the deadline the server is asked to stop, and may still say that it has.
func (c *conn) within(ctx context.Context) {
	if c.wire == nil {
		return
	}
	c.wire.until = time.Time{}
	if deadline, ok := ctx.Deadline(); ok {
		c.wire.until = deadline.Add(lenience)
	}
}

// Ping asks the server whether it answers.
func (c *conn) Ping(ctx context.Context) error {
	c.within(ctx)
	return c.driverConn.Ping(ctx)
}

// answers reports whether the server answers on the connection within a time.
func (c *conn) answers(within time.Duration) bool {
	c.wire.until = time.Now().Add(within)
	return c.driverConn.Ping(context.Background()) == nil
}

// ResetSession is asked before the connection is used again.
func (c *conn) ResetSession(ctx context.Context) error {
	if c.wire != nil {
		if err := c.health.usable(c); err != nil {
			return err
		}
	}
	return c.driverConn.ResetSession(ctx)
}

// IsValid is asked after the connection was used. TLS hides from the driver that a wait
// has ended in the middle of an answer.
func (c *conn) IsValid() bool {
	return (c.wire == nil || !c.wire.broken.Load()) && c.driverConn.IsValid()
}

// Close closes the connection. SQLite keeps its journal, and the newest changes in it,
// as long as a statement is prepared. A PostgreSQL that cannot be told finds out by
// itself: nothing is lost by that.
func (c *conn) Close() error {
	if c.wire != nil {
		c.within(context.Background()) // the last statement's deadline may be over
		_ = c.driverConn.Close()
		return nil
	}
	var err error
	for _, s := range c.prepared {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.driverConn.Close())
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
	c.within(ctx)
	s, err := c.stmt(ctx, text)
	if err != nil {
		return nil, hinted(err)
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, args)
	return rows, hinted(err)
}

// ExecContext runs a statement. A text without arguments may hold several
// statements, so it is passed on as it is.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.see(text)
	c.within(ctx)
	if len(args) == 0 {
		return c.driverConn.ExecContext(ctx, text, args)
	}
	s, err := c.stmt(ctx, text)
	if err != nil {
		return nil, hinted(err)
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, args)
	return result, hinted(err)
}

// hinted adds to the errors of a pooler in transaction mode what is to be done. Such a
// pooler lends a connection to others after each transaction, and with it the prepared
// statements.
func hinted(err error) error {
	var failure *pq.Error
	if errors.As(err, &failure) && (failure.Code == "26000" || failure.Code == "42P05") {
		return fmt.Errorf("%w: a pooler between the mall and PostgreSQL must work in session mode", err)
	}
	return err
}

// BeginTx starts a transaction.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	c.see("BEGIN")
	c.within(ctx)
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
