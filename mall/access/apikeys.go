package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/apikey"
	"pointsmall/mall"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/store"
)

// MaxOverlap is how long a key may stay good beside the one that replaces it.
const MaxOverlap = 30 * 24 * time.Hour

// NewAPIKey is an API key to make.
type NewAPIKey struct {
	Partner mall.PartnerID
	// Label says what the key is for.
	Label string
	// Scopes are some of the partner's. Nil stands for all of them.
	Scopes []mall.Permission
	// DailyQuota is how many calls it may make a day. Nil stands for no limit.
	DailyQuota *int
}

func (k NewAPIKey) check() *mall.Error {
	switch {
	case strings.TrimSpace(k.Label) == "" || len(k.Label) > mall.MaxName:
		return mall.Errorf(mall.CodeInvalidInput, "label must have 1 to %d bytes", "标签须为 1 至 %d 字节", mall.MaxName).At("label")
	case k.DailyQuota != nil && *k.DailyQuota < 1:
		return mall.Errorf(mall.CodeInvalidInput, "dailyQuota must be at least 1; null is no limit", "dailyQuota 至少为 1，不限量请传 null").At("dailyQuota")
	}
	return nil
}

// MakeAPIKey makes an API key and returns the secret that lets in. Only its digest is stored: it
// cannot be shown again. Refusals: INVALID_INPUT (a field that makes no sense, a scope that
// the partner has not), NOT_FOUND, INVALID_STATE (the partner is disabled).
func (s *Service) MakeAPIKey(ctx context.Context, k NewAPIKey) (secret string, row *ent.APIKey, err error) {
	if refusal := k.check(); refusal != nil {
		return "", nil, refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		of, err := brand.Lock(ctx, tx, k.Partner)
		if err != nil {
			return err
		}
		if of.DisabledAt != nil {
			return mall.Errorf(mall.CodeInvalidState, "the partner is disabled", "合作伙伴已停用").At("partnerId")
		}
		if k.Scopes == nil {
			k.Scopes = of.Permissions
		}
		may := mall.Actor{Permissions: of.Permissions}
		for _, scope := range k.Scopes {
			if !may.May(scope) {
				return mall.Errorf(mall.CodeInvalidInput, "the partner has no scope %s", "合作伙伴没有权限 %s", scope).At("scopes")
			}
		}
		secret, row, err = s.addAPIKey(ctx, tx, k)
		return err
	})
	return secret, row, err
}

func (s *Service) addAPIKey(ctx context.Context, tx *store.Tx, k NewAPIKey) (string, *ent.APIKey, error) {
	secret := apiKeyPrefix + newSecret()
	row, err := tx.Ent().APIKey.Create().SetPartnerID(k.Partner).SetHash(digest(secret)).SetLabel(k.Label).
		SetPermissions(slices.Compact(slices.Sorted(slices.Values(k.Scopes)))).SetNillableDailyQuota(k.DailyQuota).SetCreatedAt(s.clock()).Save(ctx)
	return secret, row, err
}

// IssueAPIKey is MakeAPIKey for the partner of a name, with all of its scopes.
func (s *Service) IssueAPIKey(ctx context.Context, partnerName, label string, dailyQuota *int) (string, error) {
	id, err := s.PartnerNamed(ctx, partnerName)
	if err != nil {
		return "", err
	}
	secret, _, err := s.MakeAPIKey(ctx, NewAPIKey{Partner: id, Label: label, DailyQuota: dailyQuota})
	return secret, err
}

// RevokeAPIKey ends a key at once, on every server. Who was revoked before keeps the earlier
// end. Refusal: NOT_FOUND.
func (s *Service) RevokeAPIKey(ctx context.Context, id mall.APIKeyID) (*ent.APIKey, error) {
	var row *ent.APIKey
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if row, err = lockAPIKey(ctx, tx, id); err != nil {
			return err
		}
		if now := s.clock(); row.RevokedAt == nil || row.RevokedAt.After(now) {
			row, err = row.Update().SetRevokedAt(now).Save(ctx)
		}
		return err
	})
	return row, err
}

// RotateAPIKey makes a key that may do what an older one may, and ends the older one when the
// overlap is over. Refusals: INVALID_INPUT, NOT_FOUND, INVALID_STATE (the older one has an
// end already).
func (s *Service) RotateAPIKey(ctx context.Context, id mall.APIKeyID, overlap time.Duration) (secret string, row *ent.APIKey, err error) {
	if overlap < 0 || overlap > MaxOverlap {
		return "", nil, mall.Errorf(mall.CodeInvalidInput, "overlapSeconds must be from 0 to %d", "overlapSeconds 须为 0 至 %d", int(MaxOverlap/time.Second)).At("overlapSeconds")
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		old, err := lockAPIKey(ctx, tx, id)
		if err != nil {
			return err
		}
		if old.RevokedAt != nil {
			return mall.Errorf(mall.CodeInvalidState, "the key has an end already; make another", "该密钥已设定失效时间，请新建密钥").At("keyId")
		}
		if err := old.Update().SetRevokedAt(s.clock().Add(overlap)).Exec(ctx); err != nil {
			return err
		}
		secret, row, err = s.addAPIKey(ctx, tx, NewAPIKey{Partner: old.PartnerID, Label: old.Label, Scopes: old.Permissions, DailyQuota: old.DailyQuota})
		return err
	})
	return secret, row, err
}

func lockAPIKey(ctx context.Context, tx *store.Tx, id mall.APIKeyID) (*ent.APIKey, error) {
	query := tx.Ent().APIKey.Query().Where(apikey.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	found, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NoSuchKey()
	}
	return found, err
}

// NoSuchKey is NOT_FOUND of an API key, at keyId.
func NoSuchKey() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such key", "密钥不存在").At("keyId")
}

// KeysOfPartners reads the keys of each partner, the newest first.
func (s *Service) KeysOfPartners(ctx context.Context, ids []mall.PartnerID) (map[mall.PartnerID][]*ent.APIKey, error) {
	rows, err := s.db.Ent().APIKey.Query().Where(store.Among(apikey.FieldPartnerID, "uuid", ids)).Order(ent.Desc(apikey.FieldID)).All(ctx)
	of := make(map[mall.PartnerID][]*ent.APIKey, len(ids))
	for _, k := range rows {
		of[k.PartnerID] = append(of[k.PartnerID], k)
	}
	return of, err
}
