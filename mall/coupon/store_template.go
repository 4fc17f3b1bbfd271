package coupon

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/coupontemplate"
	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/store"
)

func stateOf(row *ent.CouponTemplate) draft.State {
	return draft.State{Version: row.Version, Revision: row.Revision, Status: row.Status}
}

func lockVersions(ctx context.Context, tx *store.Tx, code string) ([]*ent.CouponTemplate, error) {
	query := tx.Ent().CouponTemplate.Query().Where(coupontemplate.Code(code)).Order(coupontemplate.ByID())
	tx.Locks(store.KindCouponTemplate)
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	rows, err := query.All(ctx)
	slices.SortFunc(rows, func(a, b *ent.CouponTemplate) int { return a.Version - b.Version })
	return rows, err
}

// content stores what an author wrote.
func (s *Service) content(actor mall.Actor, d Draft) draft.Content[*ent.CouponTemplate] {
	return draft.Content[*ent.CouponTemplate]{
		Insert: func(ctx context.Context, tx *store.Tx, version int) (*ent.CouponTemplate, error) {
			if err := s.judge(ctx, tx, &d); err != nil {
				return nil, err
			}
			now := s.clock()
			return tx.Ent().CouponTemplate.Create().SetCode(d.Code).SetVersion(version).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).
				SetName(d.Name).SetDescription(d.Description).SetTerms(d.Terms).SetNillableRequiresTier(d.RequiresTier).
				SetNillableStartsAt(d.StartsAt).SetNillableEndsAt(d.EndsAt).SetNillableDays(d.Days).SetNillableTotal(d.Total).SetNillablePerMember(d.PerMember).
				SetClaimable(d.Claimable).SetNillablePublicCode(d.PublicCode).
				SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
		},
		Edit: func(ctx context.Context, tx *store.Tx, row *ent.CouponTemplate) (*ent.CouponTemplate, error) {
			if err := s.judge(ctx, tx, &d); err != nil {
				return nil, err
			}
			update := s.touch(tx, actor, row).SetName(d.Name).SetDescription(d.Description).SetTerms(d.Terms).SetClaimable(d.Claimable).
				ClearRequiresTier().ClearStartsAt().ClearEndsAt().ClearDays().ClearTotal().ClearPerMember().ClearPublicCode()
			return update.SetNillableRequiresTier(d.RequiresTier).SetNillableStartsAt(d.StartsAt).SetNillableEndsAt(d.EndsAt).SetNillableDays(d.Days).
				SetNillableTotal(d.Total).SetNillablePerMember(d.PerMember).SetNillablePublicCode(d.PublicCode).Save(ctx)
		},
	}
}

// judge refuses a draft that names what there is none of.
func (s *Service) judge(ctx context.Context, tx *store.Tx, d *Draft) error {
	if d.RequiresTier != nil {
		known, err := s.names.Tiers(ctx, tx, []string{*d.RequiresTier})
		if err != nil {
			return err
		}
		if !known[*d.RequiresTier] {
			return mall.Errorf(mall.CodeNotFound, "no such tier: %q", "会员等级不存在：%q", *d.RequiresTier).At("requiresTier")
		}
	}
	skus, err := s.names.Skus(ctx, tx, d.Terms.Skus)
	if err != nil {
		return err
	}
	for i, id := range d.Terms.Skus {
		if !skus[id] {
			return mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuIds", strconv.Itoa(i))
		}
	}
	categories, err := s.names.Categories(ctx, tx, d.Terms.Categories)
	if err != nil {
		return err
	}
	for i, id := range d.Terms.Categories {
		if !categories[id] {
			return mall.Errorf(mall.CodeNotFound, "no such category", "分类不存在").At("categoryIds", strconv.Itoa(i))
		}
	}
	return nil
}

func (s *Service) activate(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.CouponTemplate) (*ent.CouponTemplate, error) {
	if row.EndsAt != nil && !s.clock().Before(*row.EndsAt) {
		return nil, mall.Errorf(mall.CodeExpired, "its time is over: set another endsAt", "有效期已过，请修改 endsAt").At("version")
	}
	if row.PublicCode != nil {
		taken, err := tx.Ent().CouponTemplate.Query().Where(coupontemplate.LiveCode(*row.PublicCode)).Exist(ctx)
		if err != nil {
			return nil, err
		}
		if taken {
			return nil, mall.Errorf(mall.CodeInvalidInput, "the public code %s belongs to another coupon that is active", "公开码 %s 已被其他启用中的优惠券使用", *row.PublicCode).At("version")
		}
	}
	return s.touch(tx, actor, row).SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().SetNillableLiveCode(row.PublicCode).Save(ctx)
}

func (s *Service) retire(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.CouponTemplate) (*ent.CouponTemplate, error) {
	return s.touch(tx, actor, row).SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().ClearLiveCode().Save(ctx)
}

// touch begins a change of a version.
func (s *Service) touch(tx *store.Tx, actor mall.Actor, row *ent.CouponTemplate) *ent.CouponTemplateUpdateOne {
	return tx.Ent().CouponTemplate.UpdateOne(row).SetRevision(row.Revision + 1).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock())
}

// Templates reads versions of templates, the newest first, at most 200: of one code, in one
// state, or all.
func (s *Service) Templates(ctx context.Context, code string, status mall.RuleStatus) ([]*ent.CouponTemplate, error) {
	query := s.db.Ent().CouponTemplate.Query().Order(ent.Desc(coupontemplate.FieldID)).Limit(200)
	if code != "" {
		query.Where(coupontemplate.Code(code))
	}
	if status != "" {
		query.Where(coupontemplate.StatusEQ(status))
	}
	return query.All(ctx)
}

// Centre reads the templates whose coupons members can take now, the newest first, at most 100.
// Those of which none are left are among them.
func (s *Service) Centre(ctx context.Context) ([]*ent.CouponTemplate, error) {
	now := s.clock()
	return s.db.Ent().CouponTemplate.Query().Where(coupontemplate.StatusEQ(mall.RuleActive), coupontemplate.Claimable(true),
		coupontemplate.Or(coupontemplate.EndsAtIsNil(), coupontemplate.EndsAtGT(now))).
		Order(ent.Desc(coupontemplate.FieldID)).Limit(100).All(ctx)
}

// TemplatesByID reads templates by id.
func (s *Service) TemplatesByID(ctx context.Context, ids []mall.CouponTemplateID) (map[mall.CouponTemplateID]*ent.CouponTemplate, error) {
	rows, err := s.db.Ent().CouponTemplate.Query().Where(store.Among(coupontemplate.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.CouponTemplateID]*ent.CouponTemplate, len(rows))
	for _, t := range rows {
		found[t.ID] = t
	}
	return found, err
}
