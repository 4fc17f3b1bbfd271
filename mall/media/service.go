package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/picture"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service keeps pictures.
type Service struct {
	// Files is where their files lie; nil: nowhere, and nothing can be uploaded.
	Files Files

	db    *store.DB
	clock mall.Clock
	// decoding holds one place: a picture takes some 100 MB while it is decoded.
	decoding chan struct{}
}

// New makes the service. Files is set by whoever knows where they lie.
func New(db *store.DB, clock mall.Clock) *Service {
	return &Service{db: db, clock: clock, decoding: make(chan struct{}, 1)}
}

// Upload checks a picture and keeps it. The same picture again is the one that is there.
// Refusals: INVALID_INPUT (it is none, or too large), NOT_AVAILABLE (there is no place for it).
func (s *Service) Upload(ctx context.Context, actor mall.Actor, from io.Reader) (*ent.Picture, error) {
	if s.Files == nil {
		return nil, mall.Errorf(mall.CodeNotAvailable, "this server keeps no pictures: its operator names a place with --media", "本服务器未设置图片存储位置，请管理员用 --media 指定").At("file")
	}
	content, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	if there, err := s.again(ctx, hash); there != nil || err != nil {
		return there, err
	}
	m, err := s.make(ctx, content)
	if err != nil {
		return nil, err
	}
	var row *ent.Picture
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.Ent().Picture.Create().SetHash(hash).SetWidth(m.width).SetHeight(m.height).SetWidths(m.widths).SetState(mall.PictureWriting).
			SetUploadedBy(actor.Ref()).SetUploadedAt(s.clock().UTC()).Save(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.write(ctx, row, m); err != nil {
		// The caller may be gone; what was written must go all the same.
		if undo := s.remove(context.WithoutCancel(ctx), row); undo != nil {
			slog.Warn("the files of a picture that was not kept wait for the job that removes them", "error", undo)
		}
		return nil, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.Ent().Picture.UpdateOneID(row.ID).SetState(mall.PictureReady).SetUnusedSince(s.clock().UTC()).Save(ctx)
		return err
	})
	return row, err
}

// again finds a picture that was uploaded before, and keeps it from being swept for a day.
func (s *Service) again(ctx context.Context, hash string) (*ent.Picture, error) {
	var found *ent.Picture
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found = nil
		query := tx.Ent().Picture.Query().Where(picture.Hash(hash), picture.StateEQ(mall.PictureReady)).Order(picture.ByID())
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		row, err := query.First(ctx) // two uploads at one time made two of it
		if ent.IsNotFound(err) {
			return nil
		}
		if err != nil || row.UnusedSince == nil {
			found = row
			return err
		}
		found, err = row.Update().SetUnusedSince(s.clock().UTC()).Save(ctx)
		return err
	})
	return found, err
}

// make decodes a picture and makes its files, one picture at a time.
func (s *Service) make(ctx context.Context, content []byte) (made, error) {
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return made{}, ctx.Err()
	}
	decoded, err := Decode(ctx, content)
	if err != nil {
		return made{}, err
	}
	return makeFiles(ctx, decoded)
}

// write writes the files of a picture.
func (s *Service) write(ctx context.Context, p *ent.Picture, m made) error {
	for f, content := range m.files {
		if err := s.Files.Put(ctx, nameOf(base(p), f.width, f.kind), Types[f.kind], content); err != nil {
			return err
		}
	}
	return nil
}

// remove removes the files of a picture, and then the picture.
func (s *Service) remove(ctx context.Context, p *ent.Picture) error {
	for _, width := range p.Widths {
		for kind := range Types {
			if err := s.Files.Remove(ctx, nameOf(base(p), width, kind)); err != nil {
				return err
			}
		}
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().Picture.Delete().Where(picture.ID(p.ID), picture.StateNEQ(mall.PictureReady)).Exec(ctx)
		return err
	})
}

// Pictures reads pictures that can be shown, by id.
func (s *Service) Pictures(ctx context.Context, ids []mall.PictureID) (map[mall.PictureID]*ent.Picture, error) {
	rows, err := s.db.Ent().Picture.Query().Where(store.Among(picture.FieldID, "uuid", ids), picture.StateEQ(mall.PictureReady)).All(ctx)
	found := make(map[mall.PictureID]*ent.Picture, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// File reads a file of a picture; ErrNoFile when there is none of that name.
func (s *Service) File(ctx context.Context, name string) ([]byte, error) {
	if s.Files == nil || !IsName(name) {
		return nil, ErrNoFile
	}
	return s.Files.Get(ctx, name)
}

// unusedFor is how long a picture stays that nothing shows: pages that are kept somewhere may
// still show it, and who has uploaded it may still be choosing.
const unusedFor = 24 * time.Hour

// NoSuchPicture is NOT_FOUND of a picture.
func NoSuchPicture() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such picture: upload it first, and use it within a day", "图片不存在，请先上传，并在一天内使用").At("pictureId")
}
