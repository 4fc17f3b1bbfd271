package file

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/file"
	"pointsmall/ent/filepart"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// part reads a part's content; nil where there is none.
func (s *Service) part(ctx context.Context, id mall.FileID, seq int) ([]byte, error) {
	row, err := s.db.Ent().FilePart.Query().Where(filepart.FileID(id), filepart.Seq(seq)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return row.Content, nil
}

// removedAtOnce is how many files one step of the job removes.
const removedAtOnce = 10

// Jobs remove files whose time is over.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "remove-files", Says: "Remove imported and exported files whose time is over.", Every: 10 * time.Minute,
		Step: s.remove,
		Due: func(ctx context.Context) (int, error) {
			return s.db.Ent().File.Query().Where(file.ExpiresAtLTE(s.clock().UTC())).Count(ctx)
		},
	}}
}

func (s *Service) remove(ctx context.Context) (int, error) {
	ids, err := s.db.Ent().File.Query().Where(file.ExpiresAtLTE(s.clock().UTC())).Limit(removedAtOnce).IDs(ctx)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return len(ids), s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Ent().FilePart.Delete().Where(filepart.FileIDIn(ids...)).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.Ent().File.Delete().Where(file.IDIn(ids...)).Exec(ctx)
		return err
	})
}

// Drop has a file removed by the next run of the job.
func (s *Service) Drop(ctx context.Context, id mall.FileID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().File.Update().Where(file.ID(id)).SetExpiresAt(s.clock().UTC()).Save(ctx)
		return err
	})
}
