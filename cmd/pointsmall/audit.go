package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

type auditCmd struct {
	List   auditListCmd   `cmd:"" help:"List who changed what, the newest first."`
	Export auditExportCmd `cmd:"" help:"Write who changed what to standard output as CSV, the oldest first: a line for each field."`
}

// auditFlags say which records are meant.
type auditFlags struct {
	Actor     string     `help:"Who: the id of a staff user or partner, or command." placeholder:"ID"`
	Operation string     `help:"The mutation or command, such as updateProduct or \"staff disable\"." placeholder:"NAME"`
	Noun      string     `help:"What was changed, such as Product." placeholder:"NOUN"`
	ID        string     `help:"The id of what was changed." placeholder:"ID"`
	From      *time.Time `help:"From this moment on, such as 2026-12-01T00:00:00+08:00." format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
	Until     *time.Time `help:"Before this moment." format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
	Search    string     `help:"A text that stands in the actor's name, the call, what was changed or its fields." placeholder:"TEXT"`
}

func (f auditFlags) filter() audit.Filter {
	return audit.Filter{Actor: f.Actor, Operation: f.Operation, Noun: f.Noun, ID: f.ID, From: f.From, Until: f.Until, Search: f.Search}
}

type auditListCmd struct {
	auditFlags
	Limit int `help:"How many." default:"50" placeholder:"N"`
}

// Validate refuses to list nothing.
func (cmd *auditListCmd) Validate() error {
	if cmd.Limit < 1 {
		return errors.New("--limit must be at least 1")
	}
	return nil
}

// Run prints a line a record.
func (cmd *auditListCmd) Run(ctx context.Context, c *cli) error {
	return c.reading(ctx, func(services *wiring.Services) error {
		records, err := services.Audit.List(ctx, cmd.filter(), store.Span[mall.AuditRecordID]{Limit: cmd.Limit})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, r := range records {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.At.UTC().Format(time.RFC3339), r.Operation, r.Address, r.Text().EN)
		}
		return w.Flush()
	})
}

type auditExportCmd struct{ auditFlags }

// Run writes CSV.
func (cmd *auditExportCmd) Run(ctx context.Context, c *cli) error {
	return c.reading(ctx, func(services *wiring.Services) error {
		return exportAudit(ctx, services.Audit, cmd.filter(), os.Stdout)
	})
}

// exportPage is how many records are read at once.
const exportPage = 1000

func exportAudit(ctx context.Context, log *audit.Log, filter audit.Filter, to io.Writer) error {
	out := csv.NewWriter(to)
	_ = out.Write([]string{"at", "actor", "actor_name", "api_key", "operation", "action", "noun", "id", "field", "before", "after", "hidden", "address", "user_agent", "request_id", "record"})
	var last *mall.AuditRecordID
	for {
		records, err := log.List(ctx, filter, store.Span[mall.AuditRecordID]{After: last, Limit: exportPage, Oldest: true})
		if err != nil {
			return err
		}
		for i := len(records) - 1; i >= 0; i-- { // the oldest first
			for _, line := range auditLines(records[i]) {
				_ = out.Write(line) // Flush tells of errors
			}
		}
		out.Flush()
		if err := out.Error(); err != nil || len(records) < exportPage {
			return err
		}
		last = &records[0].ID
	}
}

// auditLines are the lines of a record: one for each field, or one where none is known.
func auditLines(r *audit.Record) (lines [][]string) {
	key := ""
	if r.APIKeyID != nil {
		key = r.APIKeyID.String()
	}
	line := func(c mall.AuditChange) {
		lines = append(lines, []string{
			r.At.UTC().Format(time.RFC3339Nano), r.Actor, cell(r.ActorName), key, r.Operation, string(r.Action), r.Noun, r.NounID, c.Field, cell(text(c.Before)), cell(text(c.After)),
			string(c.Hidden), r.Address, cell(r.UserAgent), cell(r.RequestID), r.ID.String(),
		})
	}
	for _, c := range r.Changes {
		line(*c)
	}
	if len(r.Changes) == 0 {
		line(mall.AuditChange{})
	}
	return lines
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t' || text[0] == '\r') {
		if json.Valid([]byte(text)) { // a number
			return text
		}
		return "'" + text
	}
	return text
}
