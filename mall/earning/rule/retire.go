package rule

import (
	"context"
	"time"

	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// RetireAll ends every active rule, in a mall that begins without any.
func RetireAll(ctx context.Context, tx *store.Tx, actor string, now time.Time) error {
	return tx.Ent().EarningRule.Update().Where(entrule.StatusEQ(mall.RuleActive)).SetStatus(mall.RuleRetired).ClearActiveCode().
		AddRevision(1).SetUpdatedBy(actor).SetUpdatedAt(now).SetRetiredBy(actor).SetRetiredAt(now).Exec(ctx)
}
