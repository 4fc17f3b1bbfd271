package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// First is what a mall begins with.
type First struct {
	Currency mall.Currency
	// Zone is an IANA time zone's name.
	Zone string
	// Owner gets the permission ALL, whatever else is asked for them.
	Owner access.NewStaff
}

// firstRuleCurrency is the money that the migrations' earning rule is about.
const firstRuleCurrency mall.Currency = "CNY"

// ErrBegun says that a mall has begun already.
var ErrBegun = errors.New("the mall has begun already: init goes into an empty database, once")

// Prepare refuses what makes no sense, before any database is touched, and hashes the
// owner's password.
func (f First) Prepare(ctx context.Context) (staff.NewUser, error) {
	if !f.Currency.Valid() {
		return staff.NewUser{}, fmt.Errorf("%q is no ISO 4217 code of a currency, such as CNY", f.Currency)
	}
	if _, err := time.LoadLocation(f.Zone); err != nil || f.Zone == "" || f.Zone == "Local" {
		return staff.NewUser{}, fmt.Errorf("%q is no IANA time zone, such as Asia/Shanghai", f.Zone)
	}
	f.Owner.Permissions = []mall.Permission{mall.PermissionAll}
	return f.Owner.Prepare(ctx)
}

// Begin gives an empty mall its money, its time zone and its owner, whom Prepare has made.
// Its tiers and its points are those of the migrations; so is its first earning rule, one
// point for each yuan, which a mall of another money does without. Refusal: ErrBegun.
func (f First) Begin(ctx context.Context, db *store.DB, clock mall.Clock, owner staff.NewUser) error {
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// The first statement changes what every init changes: a second one waits here, and
		// then finds the first one's owner.
		if err := tx.Ent().Setting.UpdateOneID("currency").SetValue(string(f.Currency)).Exec(ctx); err != nil {
			return err
		}
		if err := tx.Ent().Setting.UpdateOneID("time_zone").SetValue(f.Zone).Exec(ctx); err != nil {
			return err
		}
		begun, err := hasBegun(ctx, tx.Ent())
		if err != nil || begun {
			return errors.Join(err, ErrBegun)
		}
		if f.Currency != firstRuleCurrency {
			if err := rule.RetireAll(ctx, tx, string(mall.ActorSystem), clock()); err != nil {
				return err
			}
		}
		_, err = access.JoinStaff(ctx, tx, clock, owner)
		return err
	})
}

// HasBegun reports whether a database holds anything of a mall: staff, partners, members,
// categories, products, or a change of its settings.
func HasBegun(ctx context.Context, db *store.DB) (bool, error) { return hasBegun(ctx, db.Ent()) }

func hasBegun(ctx context.Context, client *ent.Client) (bool, error) {
	for _, exists := range []func(context.Context) (bool, error){
		client.Staff.Query().Exist, client.Partner.Query().Exist, client.Member.Query().Exist,
		client.Category.Query().Exist, client.Product.Query().Exist, client.SettingChange.Query().Exist,
	} {
		if found, err := exists(ctx); found || err != nil {
			return found, err
		}
	}
	return false, nil
}
