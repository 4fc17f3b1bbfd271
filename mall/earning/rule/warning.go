package rule

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// WarningCode says what is odd about a rule that can be saved.
type WarningCode string

// What may be odd.
const (
	// UnknownSku: the catalog has no such code. Tills may sell goods that it does not have.
	UnknownSku WarningCode = "UNKNOWN_SKU"
	// UnknownTier and UnknownCategory: the condition names one that there is not.
	UnknownTier     WarningCode = "UNKNOWN_TIER"
	UnknownCategory WarningCode = "UNKNOWN_CATEGORY"
	// PartlyOver: some of the dates are over.
	PartlyOver WarningCode = "PARTLY_OVER"
	// NothingToAddTo: no active rule gives points that the bonus would be a part of.
	NothingToAddTo WarningCode = "NOTHING_TO_ADD_TO"
	// AlwaysCut: a cap is lower than what the rule gives each time.
	AlwaysCut WarningCode = "ALWAYS_CUT"
	// WithoutUse: a cap, a band or a tier never makes a difference.
	WithoutUse WarningCode = "WITHOUT_USE"
)

// Values lists the codes, for the API's enum.
func (WarningCode) Values() []string {
	return []string{
		string(UnknownSku), string(UnknownTier), string(UnknownCategory), string(PartlyOver), string(NothingToAddTo), string(AlwaysCut), string(WithoutUse),
	}
}

// Warning is what is odd about a rule, though it can work.
type Warning struct {
	Code WarningCode
	Text mall.Text
	// Path names the rule's field, outermost first.
	Path []string
}

func warn(code WarningCode, text mall.Text, path ...string) Warning {
	return Warning{Code: code, Text: text, Path: path}
}

// Warnings lists what is odd about a rule as the mall is now.
func (s *Service) Warnings(ctx context.Context, r *Rule) (list []Warning, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		f, err := s.names.look(ctx, tx, &r.Definition)
		if err != nil {
			return err
		}
		based, err := r.based(ctx, tx)
		if err != nil {
			return err
		}
		list = append(r.odd(f, s.clock(), s.names.Zone), based...)
		return nil
	})
	return list, err
}

// odd lists what is odd about a definition by itself.
func (d *Definition) odd(f found, now time.Time, zone *time.Location) []Warning {
	return slices.Concat(d.oddCondition(f), d.oddGoods(f.skus), d.oddDates(now, zone), d.oddTiers(), d.oddBands(), d.oddCaps())
}

func (d *Definition) oddGoods(known map[string]bool) []Warning {
	code, ok := missing(d.Effect.Goods().Skus, known)
	if !ok {
		return nil
	}
	return []Warning{warn(UnknownSku, mall.Textf("the catalog has no SKU %q; it earns where a till sells it", "商品目录中没有编码 %q；仅在收银台售出时得分", code),
		"effect", d.Effect.Kind().field(), "skus")}
}

func (d *Definition) oddDates(now time.Time, zone *time.Location) []Warning {
	today := mall.DateOf(now, zone).AddDays(-1).String() // a night of yesterday may not be over
	var over []string
	for _, date := range d.Schedule.Dates {
		if len(date) == len(time.DateOnly) && date < today {
			over = append(over, date)
		}
	}
	if len(over) == 0 {
		return nil
	}
	days := strings.Join(over, ", ")
	return []Warning{warn(PartlyOver, mall.Textf("these dates are over: %s", "以下日期已过：%s", days), "schedule", "dates")}
}

func (d *Definition) oddTiers() (list []Warning) {
	if len(d.Audience.Tiers) == 0 {
		return nil
	}
	for _, code := range d.Effect.tiers() {
		if !slices.Contains(d.Audience.Tiers, code) {
			list = append(list, warn(WithoutUse, mall.Textf("the audience leaves out the tier %q", "适用人群不含等级 %q", code), "effect", "tierBonus", "percents"))
		}
	}
	return list
}

// oddBands tells of bands that pay no more than a lower one.
func (d *Definition) oddBands() (list []Warning) {
	l := d.Effect.Ladder
	if l == nil || l.Repeat {
		return nil
	}
	for i, high := range l.Bands {
		if slices.ContainsFunc(l.Bands, func(low Band) bool { return low.AmountMinor < high.AmountMinor && low.Points == high.Points }) {
			list = append(list, warn(WithoutUse, mall.Text{EN: "it gives as much as a lower band", ZH: "与较低的一档所得相同"}, "effect", "ladder", "bands", strconv.Itoa(i)))
		}
	}
	return list
}

// oddCaps tells of caps that cut every time, and of those that a wider one makes useless.
func (d *Definition) oddCaps() (list []Warning) {
	for i, c := range d.Caps {
		if f := d.Effect.Fixed; f != nil && c.Points != nil && *c.Points < f.Points {
			list = append(list, warn(AlwaysCut, mall.Textf("it gives %d each time, and the cap leaves %d", "每次得 %d 积分，而上限只留 %d", f.Points, *c.Points),
				"caps", strconv.Itoa(i), "points"))
		}
		if slices.ContainsFunc(d.Caps, func(wide Cap) bool { return wide.outdoes(c) }) || slices.ContainsFunc(d.Caps[:i], c.same) {
			list = append(list, warn(WithoutUse, mall.Text{EN: "another cap is reached no later", ZH: "另一上限总会先到"}, "caps", strconv.Itoa(i)))
		}
	}
	return list
}

// same reports whether two caps bound the same by the same.
func (c Cap) same(other Cap) bool {
	return c.Period == other.Period && c.Scope == other.Scope && equal(c.Points, other.Points) && equal(c.Times, other.Times)
}

// equal reports whether two values are the same, or both not set.
func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// outdoes reports whether a cap of a longer period bounds all that a shorter one does, and
// no higher.
func (c Cap) outdoes(short Cap) bool {
	order := []Period{Day, Week, Month, Life} // a campaign has no length of its own
	long, less := slices.Index(order, c.Period), slices.Index(order, short.Period)
	if c.Scope != short.Scope || less < 0 || long <= less || c.Period == Month && short.Period == Week {
		return false
	}
	return (short.Points == nil || c.Points != nil && *c.Points <= *short.Points) && (short.Times == nil || c.Times != nil && *c.Times <= *short.Times)
}
