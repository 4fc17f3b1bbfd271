// Package setting keeps the few facts about the mall itself.
package setting

import (
	"context"
	"fmt"
	"strconv"
	"time"
	_ "time/tzdata"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Mall is what is configured for the whole mall.
type Mall struct {
	// Currency is the money that prices are stated in.
	Currency mall.Currency
	// Zone is where the mall's days begin and end.
	Zone *time.Location
	// Expiry is how long earned points last, where their rule does not say.
	Expiry mall.Expiry
	// ReturnWindow is for how many days goods can be returned.
	ReturnWindow int
	// MakeUpDays is how many days back a missed check-in can be made up, MakeUpPrice
	// what that costs; 0: it cannot.
	MakeUpDays  int
	MakeUpPrice mall.Points
	// Tiers say for how long members keep their tier.
	Tiers mall.TierProgram
	// PointValue is what 100 points cost the mall, in minor units of its currency.
	PointValue int64
	// Referral is about members who invite others.
	Referral Referral
	// ExpiryReminders are how many days before points expire their member is reminded, the
	// most days first; none: members are not reminded.
	ExpiryReminders []int
}

// Referral is what is configured for members who invite others.
type Referral struct {
	// OnSignUp has invitees qualify by signing up alone. Else they qualify by their first
	// purchase of at least MinimumMinor, in the mall's currency; 0: of any.
	OnSignUp     bool
	MinimumMinor int64
	// DayLimit is how many rewarded referrals a member may have a day, SourceLimit how
	// many there may be from one device or one network address.
	DayLimit, SourceLimit int
}

// Load reads the settings. It fails when one is missing or makes no sense.
func Load(ctx context.Context, db *store.DB) (Mall, error) {
	rows, err := db.Ent().Setting.Query().All(ctx)
	if err != nil {
		return Mall{}, fmt.Errorf("read the mall's settings: %w", err)
	}
	values := make(map[string]string, len(rows))
	for _, row := range rows {
		values[row.ID] = row.Value
	}
	m := Mall{Currency: mall.Currency(values["currency"])}
	if !m.Currency.Valid() {
		return Mall{}, fmt.Errorf("setting currency is %q, which is no ISO 4217 code", m.Currency)
	}
	if m.Zone, err = time.LoadLocation(values["time_zone"]); err != nil || values["time_zone"] == "" {
		return Mall{}, fmt.Errorf("setting time_zone is %q, which is no IANA time zone", values["time_zone"])
	}
	if err := m.loadEarning(values); err != nil {
		return Mall{}, err
	}
	m.ExpiryReminders = defaultReminders()
	if text, ok := values["expiry_reminders"]; ok {
		days, refusal := parseReminders(text)
		if refusal != nil {
			return Mall{}, fmt.Errorf("setting expiry_reminders is %q: %w", text, refusal)
		}
		m.ExpiryReminders = days
	}
	return m, m.loadReferral(values)
}

func (m *Mall) loadReferral(values map[string]string) error {
	r := Referral{DayLimit: 20, SourceLimit: 5}
	switch how := values["referral_qualifies"]; how {
	case "", "PURCHASE":
	case "SIGN_UP":
		r.OnSignUp = true
	default:
		return fmt.Errorf("setting referral_qualifies is %q, which is neither PURCHASE nor SIGN_UP", how)
	}
	if text := values["referral_minimum"]; text != "" {
		amount, err := mall.ParseDecimal(text)
		if err != nil {
			return fmt.Errorf("setting referral_minimum: %w", err)
		}
		least, err := mall.ParseMoney(amount, m.Currency)
		if err != nil || least.Minor < 0 {
			return fmt.Errorf("setting referral_minimum is %q, which is no amount in %s", text, m.Currency)
		}
		r.MinimumMinor = least.Minor
	}
	for name, into := range map[string]*int{"referral_day_limit": &r.DayLimit, "referral_source_limit": &r.SourceLimit} {
		if err := readNumber(values, name, into); err != nil {
			return err
		}
	}
	m.Referral = r
	return nil
}

// loadEarning reads what has a default.
func (m *Mall) loadEarning(values map[string]string) (err error) {
	m.ReturnWindow, m.MakeUpDays = 7, 7
	if m.Tiers, err = mall.ParseTierProgram(values["tier_program"]); err != nil {
		return fmt.Errorf("setting tier_program: %w", err)
	}
	if text := values["points_expiry"]; text != "" {
		if m.Expiry, err = mall.ParseExpiry(text); err != nil {
			return fmt.Errorf("setting points_expiry: %w", err)
		}
	}
	for name, into := range map[string]*int{"return_window_days": &m.ReturnWindow, "make_up_days": &m.MakeUpDays} {
		if err := readNumber(values, name, into); err != nil {
			return err
		}
	}
	value := 100
	if err := readNumber(values, "point_value", &value); err != nil {
		return err
	}
	m.PointValue = int64(value)
	price := 0
	err = readNumber(values, "make_up_price", &price)
	m.MakeUpPrice = mall.Points(price)
	return err
}

func readNumber(values map[string]string, name string, into *int) error {
	text := values[name]
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return fmt.Errorf("setting %s is %q, which is no whole number of 0 or more", name, text)
	}
	*into = n
	return nil
}
