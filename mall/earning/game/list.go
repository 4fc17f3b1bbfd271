package game

import (
	"context"

	"pointsmall/ent"
	entgame "pointsmall/ent/game"
	"pointsmall/ent/gamekey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// List reads a part of the games, the newest first.
func (s *Service) List(ctx context.Context, p store.Span[mall.GameID]) ([]*ent.Game, error) {
	rows, err := s.db.Ent().Game.Query().Where(p.Of(entgame.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// Count counts the games, up to limit.
func (s *Service) Count(ctx context.Context, limit int) (int, error) {
	ids, err := s.db.Ent().Game.Query().Limit(limit).IDs(ctx)
	return len(ids), err
}

// KeysOf reads games' keys, the newest first, without what they are made of.
func (s *Service) KeysOf(ctx context.Context, ids []mall.GameID) (map[mall.GameID][]*ent.GameKey, error) {
	rows, err := s.db.Ent().GameKey.Query().Where(store.Among(gamekey.FieldGameID, "uuid", ids)).Order(ent.Desc(gamekey.FieldID)).All(ctx)
	of := make(map[mall.GameID][]*ent.GameKey, len(ids))
	for _, k := range rows {
		k.Material = nil
		of[k.GameID] = append(of[k.GameID], k)
	}
	return of, err
}
