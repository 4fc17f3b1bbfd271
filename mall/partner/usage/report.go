package usage

import (
	"context"
	"fmt"

	"pointsmall/ent"
	"pointsmall/ent/apikey"
	"pointsmall/ent/keyusage"
	"pointsmall/mall"
)

// Day is what one of a partner's keys has asked for on one day.
type Day struct {
	Key mall.APIKeyID
	Day mall.Date
	// Label tells the key from the partner's others.
	Label string
	// Calls ran, and cost so much together; Refused were over the quota.
	Calls, Cost, Refused int
	// Quota is how many calls a day the key has now; nil: as many as it likes.
	Quota *int
}

// ShownID is the id of the key's day for callers.
func (d *Day) ShownID() mall.AnyID { return mall.KeyID("use_", d.Key.UUID(), d.Day.String()) }

// maxDays bounds a report.
const maxDays = 366

// Report lists what a partner's keys have asked for from one day to another, the days
// in order. Refusals: INVALID_INPUT (days the wrong way round, or too many).
func (m *Meter) Report(ctx context.Context, of mall.PartnerID, from, to mall.Date) ([]*Day, error) {
	if days := to.Sub(from.Time).Hours()/24 + 1; days < 1 || days > maxDays {
		return nil, mall.Errorf(mall.CodeInvalidInput, "to must be from 0 to %d days after from", "结束日期应在开始日期之后 0 至 %d 天内", maxDays-1).At("to")
	}
	keys, err := m.db.Ent().APIKey.Query().Where(apikey.PartnerID(of)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read a partner's keys: %w", err)
	}
	byID := make(map[mall.APIKeyID]*ent.APIKey, len(keys))
	ids := make([]mall.APIKeyID, len(keys))
	for i, k := range keys {
		byID[k.ID], ids[i] = k, k.ID
	}
	rows, err := m.db.Ent().KeyUsage.Query().
		Where(keyusage.APIKeyIDIn(ids...), keyusage.DayGTE(from.String()), keyusage.DayLTE(to.String())).
		Order(ent.Asc(keyusage.FieldDay, keyusage.FieldAPIKeyID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what a partner has used: %w", err)
	}
	list := make([]*Day, len(rows))
	for i, row := range rows {
		list[i] = &Day{Key: row.APIKeyID, Label: byID[row.APIKeyID].Label, Calls: row.Calls, Cost: int(row.Cost), Refused: row.Refused, Quota: byID[row.APIKeyID].DailyQuota}
		if err := list[i].Day.UnmarshalGQL(row.Day); err != nil {
			return nil, err
		}
	}
	return list, nil
}
