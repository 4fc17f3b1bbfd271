package rule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

// What can never earn is refused, with the field that causes it.
func TestRulesThatCanNeverEarnAreRefused(t *testing.T) {
	ladder := func(repeat bool, bands ...Band) Effect {
		return Effect{Ladder: &Ladder{Currency: "CNY", Bands: bands, Repeat: repeat}}
	}
	checkIn := func(e Effect) Definition { return Definition{Trigger: mall.TriggerCheckIn, Effect: e} }
	bought := func(e Effect) Definition { return Definition{Trigger: mall.TriggerPurchase, Effect: e} }
	with := func(edit func(*Definition)) Definition {
		d := bought(fixed(5))
		edit(&d)
		return d
	}
	known := found{
		tiers: map[string]bool{"normal": true, "gold": true}, categories: map[string]bool{"tea": true}, lowest: "normal",
		terms: Terms{ReturnWindow: 7, Expiry: mall.Expiry{Kind: mall.ExpireMonths, N: 1}},
	}
	waits := func(p Pending, e *mall.Expiry) Definition {
		return with(func(d *Definition) { d.Pending, d.Expiry = p, e })
	}
	per := func(t mall.Trigger, of string) Definition {
		return Definition{Trigger: t, Effect: Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1"), Of: of}}}
	}
	forTiers := func(t mall.Trigger, tiers ...string) Definition {
		return Definition{Trigger: t, Effect: fixed(5), Audience: Audience{Tiers: tiers}}
	}
	asks := func(condition string) Definition { return with(func(d *Definition) { d.Condition = condition }) }
	capOf := func(c Cap) Definition { return with(func(d *Definition) { d.Caps = []Cap{c} }) }
	when := func(s Schedule) Definition { return with(func(d *Definition) { d.Schedule = s }) }
	for name, c := range map[string]struct {
		rule Definition
		path []string // nil: it can earn
	}{
		"an ordinary rule":              {bought(ratio(1, 1)), nil},
		"a cap of no points":            {capOf(Cap{Period: Day, Scope: EachMember, Points: new(mall.Points(0))}), []string{"caps", "0", "points"}},
		"a cap of no times":             {capOf(Cap{Period: Life, Scope: Overall, Times: new(int64(0))}), []string{"caps", "0", "times"}},
		"a ladder that falls":           {bought(ladder(false, Band{200_00, 200}, Band{500_00, 100})), []string{"effect", "ladder", "bands", "1", "points"}},
		"one that falls, highest first": {bought(ladder(false, Band{500_00, 100}, Band{200_00, 200})), []string{"effect", "ladder", "bands", "0", "points"}},
		"one that pays less a yuan":     {bought(ladder(true, Band{100_00, 200}, Band{900_00, 300})), []string{"effect", "ladder", "bands", "1", "points"}},
		"one that pays as much a yuan":  {bought(ladder(true, Band{100_00, 200}, Band{900_00, 1800})), nil},
		"a band of nothing":             {bought(ladder(false, Band{100_00, 0})), []string{"effect", "ladder", "bands", "0"}},
		"money that there is not":       {bought(Effect{Ratio: &Ratio{Points: 1, AmountMinor: 100, Currency: "XXQ"}}), []string{"effect", "ratio", "amount", "currency"}},
		"a ladder of such money": {
			bought(Effect{Ladder: &Ladder{Currency: "XXQ", Bands: []Band{{100_00, 5}}}}), []string{"effect", "ladder", "bands", "0", "amount", "currency"},
		},
		"a wait beyond its own life":        {waits(Pending{Days: 8}, &mall.Expiry{Kind: mall.ExpireDays, N: 7}), []string{"pending", "days"}},
		"its last day":                      {waits(Pending{Days: 7}, &mall.Expiry{Kind: mall.ExpireDays, N: 7}), nil},
		"a wait beyond the mall's expiry":   {waits(Pending{Days: 32}, nil), []string{"pending", "days"}},
		"as long as a long month":           {waits(Pending{Days: 31}, nil), nil},
		"a window beyond its own life":      {waits(Pending{UntilReturnWindowCloses: true}, &mall.Expiry{Kind: mall.ExpireDays, N: 7}), []string{"pending", "untilReturnWindowCloses"}},
		"a window that closes in time":      {waits(Pending{UntilReturnWindowCloses: true}, &mall.Expiry{Kind: mall.ExpireDays, N: 8}), nil},
		"a wait beyond a month's end":       {waits(Pending{Days: 31}, &mall.Expiry{Kind: mall.ExpireEndOfMonth}), []string{"pending", "days"}},
		"a wait for what never expires":     {waits(Pending{Days: 3650}, &mall.Expiry{Kind: mall.ExpireNever}), nil},
		"a wait for what lives by activity": {waits(Pending{Days: 365}, &mall.Expiry{Kind: mall.ExpireInactiveMonths, N: 1}), nil},
		"a score of a purchase":             {per(mall.TriggerPurchase, ""), []string{"effect", "perUnit", "of"}},
		"a score of a check-in":             {per(mall.TriggerCheckIn, ""), []string{"effect", "perUnit", "of"}},
		"a score of a game":                 {per(mall.TriggerGameScore, ""), nil},
		"a score of a review":               {per(mall.TriggerReview, ""), nil},
		"an attribute of a purchase":        {per(mall.TriggerPurchase, "weight"), []string{"effect", "perUnit", "of"}},
		"an attribute that codes have":      {per(mall.TriggerScanCode, "value"), nil},
		"one that they do not":              {per(mall.TriggerScanCode, "values"), []string{"effect", "perUnit", "of"}},
		"an attribute of a survey":          {per(mall.TriggerSurvey, "answers"), nil},
		"gold that signs up":                {forTiers(mall.TriggerSignUp, "gold"), []string{"audience", "tiers"}},
		"whoever signs up":                  {forTiers(mall.TriggerSignUp, "gold", "normal"), nil},
		"who rises to the lowest":           {forTiers(mall.TriggerTierChange, "normal"), []string{"audience", "tiers"}},
		"who rises to gold":                 {forTiers(mall.TriggerTierChange, "gold"), nil},
		"an empty tag":                      {with(func(d *Definition) { d.Audience.Tags = []string{"vip", ""} }), []string{"audience", "tags"}},
		"a set of twice the same":           {bought(Effect{PerItem: &PerItem{Points: 1, Skus: []string{"a", "b", "a"}, Together: true}}), []string{"effect", "perItem", "skus"}},
		"an SKU without a code":             {bought(Effect{PerItem: &PerItem{Points: 1, Skus: []string{""}}}), []string{"effect", "perItem", "skus"}},
		"a condition that is false":         {asks(`false`), []string{"condition"}},
		"one that is false by its numbers":  {asks(`1 > 2`), []string{"condition"}},
		"one that is false by a part":       {asks(`event.total > 5.0 && 1 > 2`), []string{"condition"}},
		"one that always fails":             {asks(`1 / 0 > 1`), []string{"condition"}},
		"one that is true":                  {asks(`true || event.total > 5.0`), nil},
		"an ordinary condition":             {asks(`event.total > 5.0 && event.lines.exists(l, l.sku.matches("^TEA")) && "vip" in member.tags && history.first`), nil},
		"no regular expression":             {asks(`member.tier.matches("(")`), []string{"condition"}},
		"no moment":                         {asks(`event.at > timestamp("2026-13-01T00:00:00Z")`), []string{"condition"}},
		"a level ladder":                    {bought(ladder(false, Band{100_00, 5}, Band{200_00, 5})), nil},
		"a streak of nothing":               {checkIn(Effect{Streak: &Streak{Points: []mall.Points{0, 0}}}), []string{"effect", "streak", "points"}},
		"a streak of a bonus alone":         {checkIn(Effect{Streak: &Streak{Points: []mall.Points{0}, Every: 7, Bonus: 50}}), nil},
		"one time more":                     {bought(times("1")), []string{"effect", "multiplier", "factor"}},
		"nothing per cent":                  {bought(Effect{Percent: &Percent{Percent: dec("0")}}), []string{"effect", "percent", "percent"}},
		"a part of amounts at a check-in":   {checkIn(times("2")), []string{"effect", "multiplier", "base"}},
		"a part of all at a check-in":       {checkIn(Effect{Multiplier: &Multiplier{Factor: dec("2"), Base: OfAll}}), nil},
		"goods at a check-in":               {checkIn(Effect{Fixed: &Fixed{Points: 1, Goods: Goods{Skus: []string{"a"}}}}), []string{"effect", "fixed", "skus"}},
		"a set of a category":               {bought(Effect{PerItem: &PerItem{Points: 1, Categories: []string{"tea"}, Together: true}}), []string{"effect", "perItem", "categories"}},
		"pieces of nothing":                 {bought(Effect{PerItem: &PerItem{Points: 1}}), []string{"effect", "perItem", "skus"}},
		"a tier that is not":                {with(func(d *Definition) { d.Audience.Tiers = []string{"gold", "platinum"} }), []string{"audience", "tiers"}},
		"a bonus of one":                    {bought(Effect{TierBonus: &TierBonus{Percents: map[string]mall.Decimal{"gold": dec("1"), "platinum": dec("2")}}}), []string{"effect", "tierBonus", "percents"}},
		"a category that is not":            {bought(Effect{Multiplier: &Multiplier{Factor: dec("2"), Goods: Goods{Categories: []string{"tea", "coffe"}}}}), []string{"effect", "multiplier", "categories"}},
		"goods that only tills know":        {bought(Effect{PerItem: &PerItem{Points: 1, Skus: []string{"TILL-1"}}}), nil},
		"points that are over before":       {with(func(d *Definition) { d.Expiry, d.Pending.Days = &mall.Expiry{Kind: mall.ExpireDays, N: 7}, 8 }), []string{"pending", "days"}},
		"a schedule that is over":           {when(Schedule{Until: new(noon)}), []string{"schedule", "until"}},
		"its last second":                   {when(Schedule{Until: new(noon.Add(time.Second))}), nil},
		"a day that is over":                {when(Schedule{Dates: []string{"2026-11-21"}}), []string{"schedule", "dates"}},
		"today":                             {when(Schedule{Dates: []string{"2026-11-22"}}), nil},
		"today, this morning":               {when(Schedule{Dates: []string{"2026-11-22"}, TimeUntil: "12:00"}), []string{"schedule", "dates"}},
		"yesterday's night, which is over":  {when(Schedule{Dates: []string{"2026-11-21"}, TimeFrom: "20:00", TimeUntil: "02:00"}), []string{"schedule", "dates"}},
		"a day that is no such weekday":     {when(Schedule{Dates: []string{"2026-12-25"}, Weekdays: []int{1}}), []string{"schedule", "dates"}},
		"29 February on a Monday":           {when(Schedule{Dates: []string{"02-29"}, Weekdays: []int{1}}), nil},
		"a day of every year after its end": {when(Schedule{Dates: []string{"11-11"}, Until: new(noon.AddDate(0, 6, 0))}), []string{"schedule", "dates"}},
		"weekdays with none before its end": {when(Schedule{Weekdays: []int{3}, Until: new(noon.AddDate(0, 0, 2))}), []string{"schedule", "until"}},
		"hours without time":                {when(Schedule{TimeFrom: "09:00", TimeUntil: "09:00"}), []string{"schedule", "timeUntil"}},
	} {
		t.Run(name, func(t *testing.T) {
			refusal := c.rule.Check()
			if refusal == nil {
				refusal = c.rule.checkPossible(known, noon, shanghai)
			}
			if c.path == nil {
				assert.Nil(t, refusal)
			} else if assert.NotNil(t, refusal) {
				assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
				assert.Equal(t, c.path, refusal.Path)
			}
		})
	}
}

// What is odd but can work is told of.
func TestWhatIsOddAboutARule(t *testing.T) {
	points := func(n mall.Points) *mall.Points { return &n }
	for name, c := range map[string]struct {
		rule Definition
		want []WarningCode
		path []string
	}{
		"a tier that a condition misspells": {Definition{Effect: fixed(5), Condition: `member.tier in ["gold", "platinum"]`}, []WarningCode{UnknownTier}, []string{"condition"}},
		"a category that one misspells": {
			Definition{Effect: fixed(5), Condition: `event.lines.exists(l, "coffe" in l.categories || l.category == "tea")`}, []WarningCode{UnknownCategory}, []string{"condition"},
		},
		"no category":           {Definition{Effect: fixed(5), Condition: `event.lines.exists(l, l.category == "") && member.tier != "gold"`}, nil, nil},
		"nothing":               {Definition{Effect: fixed(5)}, nil, nil},
		"goods only tills know": {Definition{Effect: Effect{PerItem: &PerItem{Points: 1, Skus: []string{"a", "b"}}}}, []WarningCode{UnknownSku}, []string{"effect", "perItem", "skus"}},
		"a date that is over":   {Definition{Effect: fixed(5), Schedule: Schedule{Dates: []string{"2026-11-11", "2026-12-12", "11-11"}}}, []WarningCode{PartlyOver}, []string{"schedule", "dates"}},
		"a cap below its points": {
			Definition{Effect: fixed(5), Caps: []Cap{{Period: Day, Scope: EachMember, Points: points(4)}}}, []WarningCode{AlwaysCut}, []string{"caps", "0", "points"},
		},
		"a day's cap above a week's": {
			Definition{Effect: fixed(5), Caps: []Cap{{Period: Day, Scope: EachMember, Points: points(50)}, {Period: Week, Scope: EachMember, Points: points(50)}}},
			[]WarningCode{WithoutUse},
			[]string{"caps", "0"},
		},
		"a day's cap below a week's": {
			Definition{Effect: fixed(5), Caps: []Cap{{Period: Day, Scope: EachMember, Points: points(50)}, {Period: Week, Scope: EachMember, Points: points(51)}}}, nil, nil,
		},
		"the same cap twice": {
			Definition{Effect: fixed(5), Caps: []Cap{{Period: Day, Scope: EachMember, Points: points(50)}, {Period: Day, Scope: EachMember, Points: points(50)}}},
			[]WarningCode{WithoutUse},
			[]string{"caps", "1"},
		},
		"two caps of a day": {
			Definition{Effect: fixed(5), Caps: []Cap{{Period: Day, Scope: EachMember, Points: points(50)}, {Period: Day, Scope: Overall, Points: points(50)}}}, nil, nil,
		},
		"two bands alike": {
			Definition{Effect: Effect{Ladder: &Ladder{Currency: "CNY", Bands: []Band{{100, 5}, {200, 5}}}}}, []WarningCode{WithoutUse}, []string{"effect", "ladder", "bands", "1"},
		},
		"a tier outside of the audience": {
			Definition{Effect: tier("5"), Audience: Audience{Tiers: []string{"gold"}}}, []WarningCode{WithoutUse}, []string{"effect", "tierBonus", "percents"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var codes []WarningCode
			names, err := c.rule.literals()
			assert.NoError(t, err)
			known := found{skus: map[string]bool{"a": true}, tiers: map[string]bool{"gold": true}, categories: map[string]bool{"tea": true}, condition: names}
			for _, w := range c.rule.odd(known, noon, shanghai) {
				codes = append(codes, w.Code)
				assert.Equal(t, c.path, w.Path)
				assert.NotEmpty(t, w.Text.ZH)
			}
			assert.Equal(t, c.want, codes)
		})
	}
}
