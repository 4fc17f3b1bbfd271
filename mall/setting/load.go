package setting

import (
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Load reads the settings as of one moment. It fails when one is missing or makes no sense.
func Load(ctx context.Context, db *store.DB) (m Mall, err error) {
	err = db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err = load(ctx, tx)
		return err
	})
	return m, err
}

// load reads all in one statement, so that a server can afford to look often.
func load(ctx context.Context, tx *store.Tx) (Mall, error) {
	values := map[string]string{}
	var version *int
	var by *string
	var at *time.Time
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var name, value string
		if err := scan(&name, &value, &version, &by, &at); err != nil {
			return err
		}
		values[name] = value
		return nil
	}, "select s.id, s.value, c.id, c.changed_by, c.changed_at from settings s left join setting_changes c on c.id = (select max(id) from setting_changes)")
	if err != nil {
		return Mall{}, fmt.Errorf("read the mall's settings: %w", err)
	}
	m, err := read(values)
	if err != nil {
		return Mall{}, err
	}
	m.Version, m.ChangedAt = 1, at
	if version != nil && by != nil {
		m.Version, m.ChangedBy = *version, *by
	}
	return m, nil
}

// read makes settings of the table's rows.
func read(values map[string]string) (Mall, error) {
	m := Mall{Currency: mall.Currency(values["currency"])}
	if !m.Currency.Valid() {
		return Mall{}, fmt.Errorf("setting currency is %q, which is no ISO 4217 code", m.Currency)
	}
	var err error
	zone := values["time_zone"]
	// Go takes "" and "Local" too: the zone of whatever machine this is.
	if m.Zone, err = time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		return Mall{}, fmt.Errorf("setting time_zone is %q, which is no IANA time zone: want a name such as Asia/Shanghai", zone)
	}
	m.setDefaults()
	for _, f := range facts {
		text, ok := values[f.name]
		if !ok || text == "" && !f.mayBeEmpty {
			continue
		}
		refusal := f.parse(&m, text)
		if refusal == nil {
			refusal = f.check(&m)
		}
		if refusal != nil {
			return Mall{}, fmt.Errorf("setting %s is %q: %w", f.name, text, refusal)
		}
	}
	return m, nil
}

// setDefaults gives what has no row its value.
func (m *Mall) setDefaults() {
	m.Expiry = mall.Expiry{Kind: mall.ExpireNever}
	m.ReturnWindow, m.MakeUpDays, m.PointValue = 7, 7, 100
	m.Referral = Referral{DayLimit: 20, SourceLimit: 5, Checks: ReferralChecks{
		SameDevice: mall.CheckRefuse, SameAddress: mall.CheckRefuse, SamePayment: mall.CheckRefuse,
		OverDayLimit: mall.CheckRefuse, OverDeviceLimit: mall.CheckRefuse, OverAddressLimit: mall.CheckRefuse,
	}}
	m.ExpiryReminders = []int{30, 7, 1}
	m.CausedByReturned = mall.CausedFalls
	m.Members = Members{CodesPerContact: 10, CodesPerAddress: 50, AdultAge: 18}
	m.Checkout = Checkout{
		OffsetPoints: 100, OffsetStep: 1, PayMinutes: 15, CouponGraceDays: 1, RefundTenders: mall.TenderPointsFirst, ReturnEarnings: mall.ReturnReevaluate,
		ConfirmDays: 10, CompleteDays: 7,
	}
}
