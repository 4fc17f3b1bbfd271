// Package setting keeps the few facts about the mall itself.
package setting

import (
	"context"
	"fmt"
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
	return m, nil
}
