package member

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
	"pointsmall/mall/vault"
)

// Section is a part of what the mall keeps of a member: a file of the copy that they get.
type Section struct {
	// Name is the file's, without its ending.
	Name string
	// Read reads it; what it returns is written as JSON.
	Read func(ctx context.Context, m mall.MemberID) (any, error)
}

// Exports makes copies of what the mall keeps of members, and hands them out.
type Exports struct {
	// Sections are what a copy has in it. Set them before the service is used.
	Sections []Section

	db    *store.DB
	clock mall.Clock
	vault *vault.Vault
}

// NewExports makes the service; v encrypts the copies.
func NewExports(db *store.DB, clock mall.Clock, v *vault.Vault) *Exports {
	return &Exports{db: db, clock: clock, vault: v}
}

// ExportPath is where copies are fetched, below the mall's public URL.
const ExportPath = "/my-data/"

const (
	// exportFor is how long a copy is kept, handleFor how long its address is good.
	exportFor = 24 * time.Hour
	handleFor = 5 * time.Minute
	// exportPurpose is what copies are sealed for.
	exportPurpose = "data export"
	// handleBytes are those of an address.
	handleBytes = 32
)

// Ask asks for a copy, which the job makes. One that was asked for within a day is the one that is
// there. Refusals: NOT_FOUND, NOT_AVAILABLE (the server has no key).
func (s *Exports) Ask(ctx context.Context, m mall.MemberID) (row *ent.DataExport, err error) {
	if refusal := s.vault.Ready(); refusal != nil {
		return nil, refusal
	}
	now := s.clock()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := Lock(ctx, tx, m); err != nil { // one after the other
			return err
		}
		if row, err = newestExport(ctx, tx, m, now); row != nil || err != nil {
			return err
		}
		row, err = addExport(ctx, tx, m, now, now.Add(exportFor))
		return err
	})
	return row, err
}

// make makes the copy that was asked for first.
func (s *Exports) make(ctx context.Context) (int, error) {
	row, err := firstWaiting(ctx, s.db.Ent(), s.clock())
	if row == nil || err != nil {
		return 0, err
	}
	content, err := s.content(ctx, row.MemberID)
	if err != nil {
		return 0, err
	}
	sealed, err := s.vault.Seal(exportPurpose, row.ID.String(), content)
	if err != nil {
		return 0, err
	}
	return 1, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return keepExport(ctx, tx, row.ID, sealed, s.clock()) })
}

// content is a ZIP file of a JSON file for each section.
func (s *Exports) content(ctx context.Context, m mall.MemberID) ([]byte, error) {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, section := range s.Sections {
		found, err := section.Read(ctx, m)
		if err != nil {
			return nil, fmt.Errorf("export %s: %w", section.Name, err)
		}
		to, err := archive.CreateHeader(&zip.FileHeader{Name: section.Name + ".json", Method: zip.Deflate, Modified: s.clock().UTC()})
		if err != nil {
			return nil, err
		}
		encoder := json.NewEncoder(to)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(found); err != nil {
			return nil, fmt.Errorf("export %s: %w", section.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

// Handle makes an address at which a member's copy can be fetched once, for five minutes; one
// before it ends. Refusals: NOT_FOUND, INVALID_STATE (it is not made yet).
func (s *Exports) Handle(ctx context.Context, m mall.MemberID, id mall.DataExportID) (handle string, until time.Time, err error) {
	secret := make([]byte, handleBytes)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	handle, until = base64.RawURLEncoding.EncodeToString(secret), s.clock().Add(handleFor)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := findExport(ctx, tx, m, id, s.clock())
		switch {
		case err != nil:
			return err
		case row == nil:
			return mall.Errorf(mall.CodeNotFound, "no such export, or no longer: ask for another", "导出不存在或已过期：请重新申请").At("exportId")
		case row.ReadyAt == nil:
			return mall.Errorf(mall.CodeInvalidState, "the export is not ready yet: it takes a minute or so", "导出尚未完成：约需一分钟").At("exportId")
		}
		return giveHandle(ctx, tx, row.ID, digestOf(handle), until)
	})
	return handle, until, err
}

// Fetch is the file at an address, which is good once; nil: there is none.
func (s *Exports) Fetch(ctx context.Context, handle string) (content []byte, err error) {
	var row *ent.DataExport
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err = takeHandle(ctx, tx, digestOf(handle), s.clock())
		return err
	})
	if row == nil || row.Content == nil || len(*row.Content) == 0 || err != nil {
		return nil, err
	}
	return s.vault.Open(exportPurpose, row.ID.String(), *row.Content)
}

func digestOf(handle string) []byte {
	sum := sha256.Sum256([]byte(handle))
	return sum[:]
}

// Jobs make copies, and delete those whose day is over.
func (s *Exports) Jobs() []job.Job {
	return []job.Job{
		{Name: "export-data", Says: "Make the copies of their data that members have asked for.", Every: 20 * time.Second, Step: s.make, Due: s.countWaiting},
		{Name: "drop-exports", Says: "Delete copies of members' data a day after they were asked for.", Every: 10 * time.Minute, Step: s.drop, Due: s.countOver},
	}
}
