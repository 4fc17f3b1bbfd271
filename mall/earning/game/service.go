package game

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"time"

	"pointsmall/ent"
	entgame "pointsmall/ent/game"
	"pointsmall/ent/gamekey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

const (
	secretSize = 32
	// maxKept is how long an older key may stay good beside a new one.
	maxKept = 30 * 24
)

// Service keeps games.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// NewGame is a game to make.
type NewGame struct {
	Code string
	Name mall.Text
	// PublicKey is an Ed25519 key in base64; empty: the mall makes a shared secret.
	PublicKey string
}

// Made is a game with what its new key is.
type Made struct {
	Game *ent.Game
	Key  *ent.GameKey
	// Secret is the shared secret in base64, shown this once; empty for a public key.
	Secret string
}

// Create makes a game with its first key. Refusal: INVALID_INPUT.
func (s *Service) Create(ctx context.Context, actor mall.Actor, g NewGame) (Made, error) {
	if refusal := mall.CheckCode(g.Code); refusal != nil {
		return Made{}, refusal
	}
	if refusal := mall.CheckName(g.Name); refusal != nil {
		return Made{}, refusal
	}
	key, refusal := newKey(g.PublicKey)
	if refusal != nil {
		return Made{}, refusal
	}
	var made Made
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.Ent().Game.Query().Where(entgame.Code(g.Code)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "there is a game %q already", "游戏 %q 已存在", g.Code).At("code")
		}
		made.Game, err = tx.Ent().Game.Create().SetCode(g.Code).SetName(g.Name).SetCreatedBy(actor.Ref()).SetCreatedAt(s.clock()).Save(ctx)
		if err != nil {
			return err
		}
		made, err = s.addKey(ctx, tx, actor, made.Game, key)
		return err
	})
	return made, err
}

// Rotate gives a game a new key. Its older keys stay good for some hours, because rounds
// may be on their way; 0 ends them at once. Refusals: NOT_FOUND, INVALID_INPUT.
func (s *Service) Rotate(ctx context.Context, actor mall.Actor, code, publicKey string, keepHours int) (Made, error) {
	if keepHours < 0 || keepHours > maxKept {
		return Made{}, mall.Errorf(mall.CodeInvalidInput, "keepOldHours must be from 0 to %d", "keepOldHours 须为 0 至 %d", maxKept).At("keepOldHours")
	}
	key, refusal := newKey(publicKey)
	if refusal != nil {
		return Made{}, refusal
	}
	var made Made
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().Game.Query().Where(entgame.Code(code))
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		game, err := query.Only(ctx)
		if ent.IsNotFound(err) {
			return mall.Errorf(mall.CodeNotFound, "no such game", "游戏不存在").At("code")
		}
		if err != nil {
			return err
		}
		end := s.clock().Add(time.Duration(keepHours) * time.Hour)
		_, err = tx.Ent().GameKey.Update().Where(gamekey.GameID(game.ID), gamekey.Or(gamekey.RetiredAtIsNil(), gamekey.RetiredAtGT(end))).SetRetiredAt(end).Save(ctx)
		if err != nil {
			return err
		}
		made, err = s.addKey(ctx, tx, actor, game, key)
		return err
	})
	return made, err
}

func newKey(publicKey string) (Key, *mall.Error) {
	if publicKey == "" {
		secret := make([]byte, secretSize)
		_, _ = rand.Read(secret) // it never fails
		return Key{mall.GameKeyHMACSHA256, secret}, nil
	}
	material, ok := decode(publicKey)
	if !ok || len(material) != ed25519.PublicKeySize {
		return Key{}, mall.Errorf(mall.CodeInvalidInput, "publicKey must be the %d bytes of an Ed25519 key in base64", "publicKey 须为 %d 字节 Ed25519 公钥的 base64", ed25519.PublicKeySize).At("publicKey")
	}
	return Key{mall.GameKeyEd25519, material}, nil
}

func (s *Service) addKey(ctx context.Context, tx *store.Tx, actor mall.Actor, game *ent.Game, key Key) (Made, error) {
	row, err := tx.Ent().GameKey.Create().SetGameID(game.ID).SetKind(key.Kind).SetMaterial(key.Material).SetCreatedBy(actor.Ref()).SetCreatedAt(s.clock()).Save(ctx)
	made := Made{Game: game, Key: row}
	if key.Kind == mall.GameKeyHMACSHA256 {
		made.Secret = base64.StdEncoding.EncodeToString(key.Material)
	}
	return made, err
}

// Keys finds a game by its code, with the keys that are good now. There is none: the
// zero id.
func Keys(ctx context.Context, db *store.DB, code string, now time.Time) (mall.GameID, []Key, error) {
	game, err := db.Ent().Game.Query().Where(entgame.Code(code)).Only(ctx)
	if ent.IsNotFound(err) {
		return mall.GameID{}, nil, nil
	}
	if err != nil {
		return mall.GameID{}, nil, err
	}
	rows, err := db.Ent().GameKey.Query().Where(gamekey.GameID(game.ID), gamekey.Or(gamekey.RetiredAtIsNil(), gamekey.RetiredAtGT(now))).All(ctx)
	if err != nil {
		return mall.GameID{}, nil, err
	}
	keys := make([]Key, len(rows))
	for i, row := range rows {
		keys[i] = Key{row.Kind, row.Material}
	}
	return game.ID, keys, nil
}
