package media

import (
	"context"
	"time"

	"pointsmall/ent/picture"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// sweepAtOnce is how many pictures one step of the job removes.
const sweepAtOnce = 50

// Jobs are the work on pictures that nothing shows.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "sweep-pictures", Says: "Remove pictures that nothing has shown for a day.", Every: time.Hour,
		Step: s.sweep,
		Due: func(ctx context.Context) (int, error) {
			if s.Files == nil {
				return 0, nil
			}
			return s.db.Ent().Picture.Query().Where(s.due()).Count(ctx)
		},
	}}
}

// due are pictures that nothing has shown for a day, that were not written to their end, or
// that are going.
func (s *Service) due() predicate.Picture {
	before := s.clock().UTC().Add(-unusedFor)
	return picture.Or(
		picture.StateEQ(mall.PictureGoing),
		picture.And(picture.StateEQ(mall.PictureReady), picture.UnusedSinceLT(before)),
		picture.And(picture.StateEQ(mall.PictureWriting), picture.UploadedAtLT(before)),
	)
}

// sweep removes some pictures. They are GOING first: from then on nobody can show them, so
// that their files can be removed outside the transaction. A server that keeps no pictures
// leaves them to those that do.
func (s *Service) sweep(ctx context.Context) (int, error) {
	if s.Files == nil {
		return 0, nil
	}
	ids, err := s.db.Ent().Picture.Query().Where(s.due()).Order(picture.ByID()).Limit(sweepAtOnce).IDs(ctx)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// The condition again: somebody may show one of them by now.
		return tx.Ent().Picture.Update().Where(store.Among(picture.FieldID, "uuid", ids), s.due()).SetState(mall.PictureGoing).Exec(ctx)
	})
	if err != nil {
		return 0, err
	}
	going, err := s.db.Ent().Picture.Query().Where(store.Among(picture.FieldID, "uuid", ids), picture.StateEQ(mall.PictureGoing)).All(ctx)
	if err != nil {
		return 0, err
	}
	for i, p := range going {
		if err := s.remove(ctx, p); err != nil {
			return i, err
		}
	}
	return len(going), nil
}
