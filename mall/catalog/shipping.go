package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/shippingtemplate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Limits of shipping templates.
const (
	maxFee = int64(10_000_000)
	// MaxGrams is the most that a piece may weigh: a ton.
	MaxGrams  = int64(1_000_000)
	maxAmount = int64(1_000_000_000)
)

// NewShipping is a shipping template that staff write.
type NewShipping struct {
	Name  mall.Text
	Rates mall.ShippingRates
}

func (n *NewShipping) check() *mall.Error {
	if refusal := mall.CheckName(n.Name); refusal != nil {
		return refusal
	}
	r := &n.Rates
	switch {
	case r.Unit != mall.ShippingByPiece && r.Unit != mall.ShippingByWeight:
		return badShipping("a fee goes by PIECE or WEIGHT, not by %q", "运费须按 PIECE 或 WEIGHT 计，而不是 %q", string(r.Unit)).At("unit")
	case r.First < 1 || r.First > maxAmount:
		return badShipping("first must be from 1 to %d pieces or grams", "first 须为 1 至 %d 件或克", maxAmount).At("first")
	case r.Further < 1 || r.Further > maxAmount:
		return badShipping("further must be from 1 to %d pieces or grams", "further 须为 1 至 %d 件或克", maxAmount).At("further")
	case r.FirstMinor < 0 || r.FirstMinor > maxFee:
		return badShipping("firstFee must be from 0 to %d minor units", "firstFee 须为 0 至 %d 最小货币单位", maxFee).At("firstFee")
	case r.FurtherMinor < 0 || r.FurtherMinor > maxFee:
		return badShipping("furtherFee must be from 0 to %d minor units", "furtherFee 须为 0 至 %d 最小货币单位", maxFee).At("furtherFee")
	case r.FreeFromMinor != nil && *r.FreeFromMinor < 0:
		return badShipping("freeFrom must not be negative", "包邮金额不能为负").At("freeFrom")
	}
	return nil
}

func badShipping(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...)
}

// CreateShipping adds a shipping template. Refusal: INVALID_INPUT.
func (s *Service) CreateShipping(ctx context.Context, actor mall.Actor, n NewShipping) (row *ent.ShippingTemplate, err error) {
	if refusal := n.check(); refusal != nil {
		return nil, refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.Ent().ShippingTemplate.Create().SetName(n.Name).SetRates(n.Rates).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock()).Save(ctx)
		return err
	})
	return row, err
}

// UpdateShipping changes a shipping template, for orders from now on. Refusals: INVALID_INPUT,
// NOT_FOUND, VERSION_CONFLICT.
func (s *Service) UpdateShipping(ctx context.Context, actor mall.Actor, id mall.ShippingTemplateID, version int, n NewShipping) (row *ent.ShippingTemplate, err error) {
	if refusal := n.check(); refusal != nil {
		return nil, refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().ShippingTemplate.Query().Where(shippingtemplate.ID(id))
		if tx.Dialect == store.Postgres {
			query.ForUpdate(keepKey)
		}
		found, err := query.Only(ctx)
		if ent.IsNotFound(err) {
			return NoSuchShipping()
		}
		if err != nil {
			return err
		}
		if found.Version != version {
			return mall.Outdated(mall.Text{EN: "the shipping template", ZH: "运费模板"}, "version", found.Version)
		}
		row, err = found.Update().SetName(n.Name).SetRates(n.Rates).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock()).AddVersion(1).Save(ctx)
		return err
	})
	return row, err
}

// Shippings reads shipping templates, the newest first, at most 100.
func (s *Service) Shippings(ctx context.Context) ([]*ent.ShippingTemplate, error) {
	return s.db.Ent().ShippingTemplate.Query().Order(ent.Desc(shippingtemplate.FieldID)).Limit(100).All(ctx)
}

// ShippingsByID reads shipping templates by id.
func (s *Service) ShippingsByID(ctx context.Context, ids []mall.ShippingTemplateID) (map[mall.ShippingTemplateID]*ent.ShippingTemplate, error) {
	rows, err := s.db.Ent().ShippingTemplate.Query().Where(store.Among(shippingtemplate.FieldID, "uuid", ids)).All(ctx)
	return byID(rows, func(t *ent.ShippingTemplate) mall.ShippingTemplateID { return t.ID }), err
}

// NoSuchShipping is NOT_FOUND of a shipping template, at shippingTemplateId.
func NoSuchShipping() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such shipping template", "运费模板不存在").At("shippingTemplateId")
}
