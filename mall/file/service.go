package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// partBytes is how much of a file one row holds.
const partBytes = 256 << 10

// maxName is how many bytes of a file's name are kept.
const maxName = 200

// Service keeps files.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// Keep stores a file, part by part, and keeps it for a time. An error leaves parts behind, which
// the job removes.
func (s *Service) Keep(ctx context.Context, name string, from io.Reader, keep time.Duration) (*ent.File, error) {
	w, err := s.Create(ctx, name, keep)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(w, from); err != nil {
		return nil, err
	}
	return w.Finish(ctx)
}

// Writer writes a file that is kept. Finish it, or the file is never there.
type Writer struct {
	ID mall.FileID

	service *Service
	ctx     context.Context //nolint:containedctx // an io.Writer has no context of its own
	part    []byte
	seq     int
	size    int64
	sum     hash.Hash
}

// Create begins a file that is kept for a time.
func (s *Service) Create(ctx context.Context, name string, keep time.Duration) (*Writer, error) {
	now := s.clock().UTC()
	w := &Writer{service: s, ctx: ctx, part: make([]byte, 0, partBytes), sum: sha256.New()}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.Ent().File.Create().SetName(cleanName(name)).SetMadeAt(now).SetExpiresAt(now.Add(keep)).Save(ctx)
		if err == nil {
			w.ID = row.ID
		}
		return err
	})
	return w, err
}

// Write stores whole parts of what it gets.
func (w *Writer) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		n := min(len(p), partBytes-len(w.part))
		w.part = append(w.part, p[:n]...)
		p = p[n:]
		written += n
		if len(w.part) == partBytes {
			if err := w.flush(w.ctx); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (w *Writer) flush(ctx context.Context) error {
	if len(w.part) == 0 {
		return nil
	}
	w.seq++
	err := w.service.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Ent().FilePart.Create().SetFileID(w.ID).SetSeq(w.seq).SetContent(w.part).Exec(ctx)
	})
	if err != nil {
		return err
	}
	_, _ = w.sum.Write(w.part) // a hash never fails
	w.size += int64(len(w.part))
	w.part = w.part[:0]
	return nil
}

// Finish stores the rest: from then on the file is there.
func (w *Writer) Finish(ctx context.Context) (*ent.File, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	var row *ent.File
	err := w.service.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.Ent().File.UpdateOneID(w.ID).SetSize(w.size).SetHash(hex.EncodeToString(w.sum.Sum(nil))).Save(ctx)
		return err
	})
	return row, err
}

// Find reads what is known of a file; nil where it is not there, or not whole.
func (s *Service) Find(ctx context.Context, id mall.FileID) (*ent.File, error) {
	row, err := s.db.Ent().File.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil || row.Hash == "" || !row.ExpiresAt.After(s.clock()) {
		return nil, err
	}
	return row, nil
}

// CopyTo writes a file's content to w, a part at a time.
func (s *Service) CopyTo(ctx context.Context, w io.Writer, id mall.FileID) error {
	for seq := 1; ; seq++ {
		content, err := s.part(ctx, id, seq)
		if err != nil || content == nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
}

// OnDisk copies a file to the disk of this machine, where it can be read from any place. The caller
// closes it, and removes it by Discard.
func (s *Service) OnDisk(ctx context.Context, id mall.FileID) (*os.File, error) {
	f, err := os.CreateTemp("", "pointsmall-file-*")
	if err != nil {
		return nil, err
	}
	err = s.CopyTo(ctx, f, id)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, Discard(f))
	}
	return f, nil
}

// Discard closes and removes a file that OnDisk made.
func Discard(f *os.File) error { return errors.Join(f.Close(), os.Remove(f.Name())) }

// cleanName is a name that can stand in a header, without a path.
func cleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune(`"<>|:*?`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[len(name)-maxName:], "")
	}
	if name == "" || name == "." || name == ".." {
		return "file"
	}
	return name
}
