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
	// PointValue is what 100 points cost the mall, in minor units of its currency.
	PointValue int64
	// Tiers say for how long members keep their tier.
	Tiers mall.TierProgram
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
	return m, m.loadEarning(values)
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
