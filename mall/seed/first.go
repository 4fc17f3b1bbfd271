package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/setting"
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
	// Owner gets the permission ALL, whatever else is asked for them; nil: `staff add` makes
	// the owner later.
	Owner *access.NewStaff
}

// begun is the name of the setting that says since when a mall exists.
const begun = "begun"

// firstRuleCurrency is the money that the migrations' earning rule is about.
const firstRuleCurrency mall.Currency = "CNY"

// ErrBegun says that a mall has begun already.
var ErrBegun = errors.New("the mall has begun already: init goes into an empty database, once")

// Prepare refuses what makes no sense, before any database is touched, and hashes the
// owner's password. It returns nil where there is no owner.
func (f First) Prepare(ctx context.Context) (*staff.NewUser, error) {
	if refusal := f.Currency.CheckKnown(); refusal != nil {
		return nil, refusal
	}
	if _, err := time.LoadLocation(f.Zone); err != nil || f.Zone == "" || f.Zone == "Local" {
		return nil, fmt.Errorf("%q is no IANA time zone, such as Asia/Shanghai", f.Zone)
	}
	if f.Owner == nil {
		return nil, nil
	}
	owner := *f.Owner
	owner.Permissions = []mall.Permission{mall.PermissionAll}
	user, err := owner.Prepare(ctx)
	return &user, err
}

// Begin gives an empty mall its money, its time zone and its owner, whom Prepare has made;
// nil: none.
// Its tiers and its points are those of the migrations; so is its first earning rule, one
// point for each yuan, which a mall of another money does without. Refusal: ErrBegun.
func (f First) Begin(ctx context.Context, db *store.DB, clock mall.Clock, owner *staff.NewUser) error {
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// The first statement changes what every init changes: a second one waits here, and
		// then finds that the mall has begun.
		if err := tx.Ent().Setting.UpdateOneID("currency").SetValue(string(f.Currency)).Exec(ctx); err != nil {
			return err
		}
		if err := tx.Ent().Setting.UpdateOneID("time_zone").SetValue(f.Zone).Exec(ctx); err != nil {
			return err
		}
		late, err := hasBegun(ctx, tx.Ent())
		if err != nil {
			return err
		}
		if late {
			return ErrBegun
		}
		if err := tx.Ent().Setting.Create().SetID(begun).SetValue(clock().UTC().Format(time.RFC3339)).Exec(ctx); err != nil {
			return err
		}
		if f.Currency != firstRuleCurrency {
			if err := rule.RetireAll(ctx, tx, string(mall.ActorSystem), clock()); err != nil {
				return err
			}
		}
		if owner == nil {
			return nil
		}
		_, err = access.JoinStaff(ctx, tx, clock, *owner)
		return err
	})
}

// HasBegun reports whether init has run, or a database holds anything of a mall: staff,
// partners, members, categories, products, or a change of its settings.
func HasBegun(ctx context.Context, db *store.DB) (bool, error) { return hasBegun(ctx, db.Ent()) }

func hasBegun(ctx context.Context, client *ent.Client) (bool, error) {
	for _, exists := range []func(context.Context) (bool, error){
		client.Setting.Query().Where(setting.ID(begun)).Exist,
		client.Staff.Query().Exist, client.Partner.Query().Exist, client.Member.Query().Exist,
		client.Category.Query().Exist, client.Product.Query().Exist, client.SettingChange.Query().Exist,
	} {
		if found, err := exists(ctx); found || err != nil {
			return found, err
		}
	}
	return false, nil
}
