package ledger

import (
	"context"
	"fmt"
	"regexp"

	"pointsmall/ent"
	"pointsmall/ent/cause"
	"pointsmall/ent/pointscurrency"
	"pointsmall/ent/policychange"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Currencies reads points currencies by their codes.
func (s *Service) Currencies(ctx context.Context, codes []string) (map[string]*ent.PointsCurrency, error) {
	rows, err := s.db.Ent().PointsCurrency.Query().Where(pointscurrency.IDIn(codes...)).All(ctx)
	found := make(map[string]*ent.PointsCurrency, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// AllCurrencies lists every points currency, in the order of their codes.
func (s *Service) AllCurrencies(ctx context.Context) ([]*ent.PointsCurrency, error) {
	return s.db.Ent().PointsCurrency.Query().Order(pointscurrency.ByID()).All(ctx)
}

var currencyCode = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,31}$`)

// AddCurrency adds a points currency with the default policy, and the accounts that
// stand on the other side of its points. Who may not change policies gets no currency
// without a second approver: it begins with the adjustment limit of the mall's own points.
// Refusals: INVALID_INPUT.
func (s *Service) AddCurrency(ctx context.Context, actor mall.Actor, code string, name mall.Text) (*ent.PointsCurrency, error) {
	switch {
	case !currencyCode.MatchString(code):
		return nil, mall.Errorf(mall.CodeInvalidInput, "a code has 1 to 32 capital letters, digits and underscores, and begins with a letter", "代码须为 1 至 32 个大写字母、数字或下划线，并以字母开头").At("code")
	case name.EN == "" && name.ZH == "":
		return nil, mall.Errorf(mall.CodeInvalidInput, "a points currency needs a name", "积分种类须有名称").At("name")
	}
	var row *ent.PointsCurrency
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.Ent().PointsCurrency.Query().Where(pointscurrency.ID(code)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "there is a points currency of this code", "该积分种类已存在").At("code")
		}
		var policy mall.PointsPolicy
		if !actor.May(mall.PermissionPolicy) {
			main, err := tx.Ent().PointsCurrency.Get(ctx, string(mall.DefaultPoints))
			if err != nil {
				return err
			}
			policy.AdjustmentLimit = main.Policy.AdjustmentLimit
		}
		if row, err = tx.Ent().PointsCurrency.Create().SetID(code).SetName(name).SetPolicy(policy).Save(ctx); err != nil {
			return err
		}
		if err := openSystemAccounts(ctx, tx, mall.OwnerPlatform, "", []string{code}); err != nil {
			return err
		}
		causes, err := tx.Ent().Cause.Query().Select(cause.FieldID).All(ctx)
		if err != nil {
			return err
		}
		for _, c := range causes {
			if err := openSystemAccounts(ctx, tx, mall.OwnerCause, c.ID.String(), []string{code}); err != nil {
				return err
			}
		}
		return nil
	})
	return row, err
}

// SetPolicy changes what holds for all points of a currency, and notes who changed what.
// change gets the policy as it is. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) SetPolicy(ctx context.Context, actor mall.Actor, code string, version int, change func(*mall.PointsPolicy)) (*ent.PointsCurrency, error) {
	var row *ent.PointsCurrency
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().PointsCurrency.Query().Where(pointscurrency.ID(code))
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		found, err := query.Only(ctx)
		if ent.IsNotFound(err) {
			return mall.Errorf(mall.CodeNotFound, "no such points currency: %q", "积分种类不存在：%q", code).At("currency")
		}
		if err != nil {
			return err
		}
		if found.Version != version {
			return mall.Outdated(mall.Text{EN: "the policy", ZH: "规则"}, "version", found.Version)
		}
		policy := found.Policy
		change(&policy)
		if refusal := policy.Check(); refusal != nil {
			return refusal
		}
		if row, err = found.Update().SetPolicy(policy).AddVersion(1).Save(ctx); err != nil {
			return err
		}
		return tx.Ent().PolicyChange.Create().SetID(fmt.Sprintf("%s/%d", code, row.Version)).SetCurrency(mall.PointsCurrency(code)).SetVersion(row.Version).
			SetChangedBy(actor.Ref()).SetChangedAt(s.clock()).SetBefore(found.Policy).SetAfter(policy).Exec(ctx)
	})
	return row, err
}

// PolicyHistory lists the changes of a currency's policy, the newest first.
func (s *Service) PolicyHistory(ctx context.Context, code string, limit int) ([]*ent.PolicyChange, error) {
	return s.db.Ent().PolicyChange.Query().Where(policychange.CurrencyEQ(mall.PointsCurrency(code))).Order(ent.Desc(policychange.FieldVersion)).Limit(limit).All(ctx)
}
