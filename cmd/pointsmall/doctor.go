package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/seed"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/server"
)

type doctorCmd struct {
	Listen string `help:"Address that the server would listen on." default:"127.0.0.1:8080" env:"POINTSMALL_LISTEN" placeholder:"HOST:PORT"`

	server.Config `embed:""`
}

// Validate refuses an address that is none.
func (cmd *doctorCmd) Validate() error { return checkListen(cmd.Listen) }

// Run checks one thing after the other and says of each whether it is well. It
// fails with exit code 3 when one is not.
func (cmd *doctorCmd) Run(ctx context.Context, c *cli) error {
	ill := 0
	say := func(what string, err error) {
		if err != nil {
			ill++
			fmt.Printf("FAIL  %s: %v\n", what, err)
			return
		}
		fmt.Printf("ok    %s\n", what)
	}
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		say("the folder of the database can be written", writable(filepath.Dir(path)))
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	db, err := c.openAny(ctx, store.Options{Mode: store.ReadOnly})
	say("the database answers", err)
	if err == nil {
		cmd.examine(ctx, db, say)
		say("the database closes", db.Close())
		took, err := write(ctx, c)
		say(fmt.Sprintf("the database takes writes, a transaction in %s", took.Round(10*time.Microsecond)), err)
	}
	listener, err := listen(cmd.Listen)
	if err == nil {
		err = listener.Close()
	}
	say("the address "+cmd.Listen+" is free", err)
	cmd.examineSettings(say)
	if ill > 0 {
		return finding(fmt.Sprintf("%d of the checks failed", ill))
	}
	return nil
}

// examineSettings says of each unsafe setting that it is.
func (cmd *doctorCmd) examineSettings(say func(string, error)) {
	unsafe := cmd.Unsafe()
	for _, finding := range unsafe {
		say("the server's settings are safe", errors.New(finding))
	}
	if len(unsafe) == 0 {
		say("the server's settings are safe", nil)
	}
	for _, p := range cmd.Payments.States(cmd.PublicURL, mall.SystemClock) {
		say(fmt.Sprintf("the settings of payments by %s are complete", p.Method), p.Err)
	}
	if cmd.TrustedDocuments != "" {
		say("the trusted documents can run", cmd.CheckTrusted())
	}
	if !cmd.Production {
		fmt.Println("      not in production: anonymous callers may read the schema (--production)")
	}
}

func (cmd *doctorCmd) examine(ctx context.Context, db *store.DB, say func(string, error)) {
	pending, err := store.Pending(ctx, db)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("%d migrations are pending: run `pointsmall migrate`", len(pending))
	}
	say("the tables are up to date", err)
	if err != nil {
		return
	}
	settings, err := setting.Load(ctx, db)
	say("the mall's settings make sense", err)
	if err == nil {
		fmt.Printf("      currency %s, time zone %s\n", settings.Currency, settings.Zone)
		examineZone(ctx, db, settings.Zone, say)
	}
	say("the mall tells what it lacks", tellLacks(ctx, db, os.Stdout))
	if cmd.Production {
		say("the database holds no demo data", noDemo(ctx, db))
	}
	if db.Dialect == store.Postgres {
		say("the database flushes commits to disk", durable(ctx, db))
		err := tellOverridden(ctx, db, os.Stdout)
		say("the mall sets its connections up", err)
	}
}

// write opens the database as a server does, and has it commit a transaction.
func write(ctx context.Context, c *cli) (took time.Duration, err error) {
	db, err := c.openAny(ctx, store.Options{Mode: store.Existing})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Ready(ctx); err != nil {
		return 0, err
	}
	start := time.Now()
	err = db.InTx(ctx, func(context.Context, *store.Tx) error { return nil })
	return time.Since(start), err
}

// tellOverridden names the settings of the database's owner that the mall replaces.
func tellOverridden(ctx context.Context, db *store.DB, w io.Writer) error {
	overridden, err := db.Overridden(ctx)
	for _, o := range overridden {
		_, _ = fmt.Fprintf(w, "      the database's owner has set %s; the mall's connections do without\n", o)
	}
	return err
}

// tellLacks names what a mall has to get before it can open. The machine can serve it all
// the same, so this is no finding.
func tellLacks(ctx context.Context, db *store.DB, w io.Writer) error {
	lacks, err := seed.Lacks(ctx, db)
	for _, lack := range lacks {
		_, _ = fmt.Fprintf(w, "      the mall lacks %s\n", lack)
	}
	return err
}

// noDemo refuses the demo's users, whose passwords everybody can read.
func noDemo(ctx context.Context, db *store.DB) error {
	found, err := seed.HasDemo(ctx, db)
	if err == nil && found {
		err = errors.New("the demo's users are in the database, and their password is in the README: start on an empty database")
	}
	return err
}

// durable refuses a server that can lose a commit which was answered.
func durable(ctx context.Context, db *store.DB) error {
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		rows, err := db.Query(ctx, "select current_setting($1)", name)
		if err != nil {
			return err
		}
		var value string
		for rows.Next() {
			err = rows.Scan(&value)
		}
		_ = rows.Close()
		if err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("%s is off: an order that was answered can be lost in a power cut", name)
		}
	}
	return nil
}

// writable refuses a folder in which no file can be made. Where it is not there yet, the
// nearest one above it is asked.
func writable(dir string) error {
	for {
		_, err := os.Stat(dir)
		if !errors.Is(err, os.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}
