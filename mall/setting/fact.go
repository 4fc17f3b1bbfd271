package setting

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"pointsmall/mall"
)

// fact is one setting that can be changed. Refusals name the field of the API.
type fact struct {
	// name is the row's.
	name string
	// mayBeEmpty is true where an empty text is a value, not the default.
	mayBeEmpty bool
	// parse reads the row's text, text writes it.
	parse func(m *Mall, text string) *mall.Error
	text  func(m *Mall) string
	// check refuses what makes no sense.
	check func(m *Mall) *mall.Error
}

// Bounds of what can be set.
const (
	maxDays  = 3650
	maxCount = 1_000_000
)

// facts are all settings that can be changed, in the order in which they are checked.
var facts = slices.Concat([]fact{
	{
		name:  "points_expiry",
		parse: parseExpiry,
		text:  func(m *Mall) string { return m.Expiry.String() },
		check: func(m *Mall) *mall.Error { return under(m.Expiry.Check(), "pointsExpiry") },
	},
	reminders,
	number("return_window_days", func(m *Mall) *int { return &m.ReturnWindow }, maxDays, "returnWindowDays"),
	number("make_up_days", func(m *Mall) *int { return &m.MakeUpDays }, maxDays, "makeUpDays"),
	number("make_up_price", func(m *Mall) *mall.Points { return &m.MakeUpPrice }, mall.MaxPoints, "makeUpPrice"),
	number("point_value", func(m *Mall) *int64 { return &m.PointValue }, maxMinor, "pointValue", "amount"),
	{
		name:  "tier_program",
		parse: parseTiers,
		text: func(m *Mall) string {
			text, _ := json.Marshal(m.Tiers) // numbers and truths always encode
			return string(text)
		},
		check: func(m *Mall) *mall.Error { return under(m.Tiers.Check(), "tierProgram") },
	},
	{
		name:  "referral_qualifies",
		parse: parseQualifies,
		text: func(m *Mall) string {
			if m.Referral.OnSignUp {
				return string(mall.QualificationSignUp)
			}
			return string(mall.QualificationPurchase)
		},
		check: func(*Mall) *mall.Error { return nil }, // it is one or the other
	},
	{
		name:  "referral_minimum",
		parse: parseMinimum,
		text: func(m *Mall) string {
			return mall.Money{Minor: m.Referral.MinimumMinor, Currency: m.Currency}.Amount().StringFixed(m.Currency.Digits())
		},
		check: func(m *Mall) *mall.Error {
			return inBounds(m.Referral.MinimumMinor, maxMinor, "referral", "minimum", "amount")
		},
	},
	{
		name:  "caused_by_returned",
		parse: parseCaused,
		text:  func(m *Mall) string { return string(m.CausedByReturned) },
		check: func(m *Mall) *mall.Error { return checkCaused(string(m.CausedByReturned)) },
	},
	number("referral_day_limit", func(m *Mall) *int { return &m.Referral.DayLimit }, maxCount, "referral", "dayLimit"),
	number("referral_source_limit", func(m *Mall) *int { return &m.Referral.SourceLimit }, maxCount, "referral", "sourceLimit"),
	check("referral_same_device", func(c *ReferralChecks) *mall.ReferralCheck { return &c.SameDevice }, "sameDevice"),
	check("referral_same_address", func(c *ReferralChecks) *mall.ReferralCheck { return &c.SameAddress }, "sameAddress"),
	check("referral_same_payment", func(c *ReferralChecks) *mall.ReferralCheck { return &c.SamePayment }, "samePayment"),
	check("referral_over_day_limit", func(c *ReferralChecks) *mall.ReferralCheck { return &c.OverDayLimit }, "overDayLimit"),
	check("referral_over_device_limit", func(c *ReferralChecks) *mall.ReferralCheck { return &c.OverDeviceLimit }, "overDeviceLimit"),
	check("referral_over_address_limit", func(c *ReferralChecks) *mall.ReferralCheck { return &c.OverAddressLimit }, "overAddressLimit"),
	stop("exchange_stop", func(m *Mall) *Stop { return &m.ExchangeStop }, "exchanges"),
	stop("earning_stop", func(m *Mall) *Stop { return &m.EarningStop }, "earning"),
}, checkoutFacts, staffFacts, memberFacts)

// check is a setting of what becomes of referrals for one reason.
func check(name string, of func(*ReferralChecks) *mall.ReferralCheck, field string) fact {
	known := func(m *Mall) *mall.Error {
		if is := string(*of(&m.Referral.Checks)); !slices.Contains(mall.ReferralCheck("").Values(), is) {
			return mall.Errorf(mall.CodeInvalidInput, "%q is none of OFF, REVIEW and REFUSE", "%q 不是 OFF、REVIEW 或 REFUSE", is).At("referral", field)
		}
		return nil
	}
	return fact{
		name: name,
		parse: func(m *Mall, text string) *mall.Error {
			*of(&m.Referral.Checks) = mall.ReferralCheck(text)
			return known(m)
		},
		text:  func(m *Mall) string { return string(*of(&m.Referral.Checks)) },
		check: known,
	}
}

// maxMinor bounds amounts: those of 2^53 minor units or more do not exist.
const maxMinor = int64(1)<<53 - 1

// number is a setting that is a whole number from 0 to most.
func number[N int | int64 | mall.Points](name string, of func(*Mall) *N, most N, path ...string) fact {
	return fact{
		name: name,
		parse: func(m *Mall, text string) *mall.Error {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return mall.Errorf(mall.CodeInvalidInput, "%q is no whole number", "%q 不是整数", text).At(path...)
			}
			*of(m) = N(n)
			return nil
		},
		text:  func(m *Mall) string { return strconv.FormatInt(int64(*of(m)), 10) },
		check: func(m *Mall) *mall.Error { return inBounds(*of(m), most, path...) },
	}
}

func inBounds[N int | int64 | mall.Points](n, most N, path ...string) *mall.Error {
	if n < 0 || n > most {
		return mall.Errorf(mall.CodeInvalidInput, "%s must be from 0 to %d", "%s 须为 0 至 %d", strings.Join(path, "."), most).At(path...)
	}
	return nil
}

// under puts a path in front of a refusal's, if there is one.
func under(refusal *mall.Error, path ...string) *mall.Error {
	if refusal == nil {
		return nil
	}
	return refusal.At(path...)
}

// orRefuse is the refusal that an error is, or one with these texts.
func orRefuse(err error, en, zh, text string) *mall.Error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return mall.Errorf(mall.CodeInvalidInput, en, zh, text)
}

func parseExpiry(m *Mall, text string) *mall.Error {
	e, err := mall.ParseExpiry(text)
	if err != nil {
		return orRefuse(err, "%q is no expiry policy", "%q 不是有效的过期策略", text).At("pointsExpiry")
	}
	m.Expiry = e
	return nil
}

func parseTiers(m *Mall, text string) *mall.Error {
	p, err := mall.ParseTierProgram(text)
	if err != nil {
		return orRefuse(err, "%q is no tier program", "%q 不是有效的等级计划", text).At("tierProgram")
	}
	m.Tiers = p
	return nil
}

func parseQualifies(m *Mall, text string) *mall.Error {
	by := mall.ReferralQualification(text)
	if !slices.Contains(by.Values(), text) {
		return mall.Errorf(mall.CodeInvalidInput, "%q is neither PURCHASE nor SIGN_UP", "%q 既非 PURCHASE 也非 SIGN_UP", text).At("referral", "qualifiesBy")
	}
	m.Referral.OnSignUp = by == mall.QualificationSignUp
	return nil
}

func parseCaused(m *Mall, text string) *mall.Error {
	m.CausedByReturned = mall.CausedByReturned(text)
	return checkCaused(text)
}

func checkCaused(text string) *mall.Error {
	if !slices.Contains(mall.CausedByReturned("").Values(), text) {
		return mall.Errorf(mall.CodeInvalidInput, "%q is none of FALL, PENDING and KEEP", "%q 不是 FALL、PENDING 或 KEEP", text).At("causedByReturned")
	}
	return nil
}

func parseMinimum(m *Mall, text string) *mall.Error {
	amount, err := mall.ParseDecimal(text)
	if err == nil {
		var least mall.Money
		least, err = mall.ParseMoney(amount, m.Currency)
		m.Referral.MinimumMinor = least.Minor
	}
	if err != nil {
		return mall.Errorf(mall.CodeInvalidInput, "%q is no amount in %s", "%q 不是 %s 金额", text, m.Currency).At("referral", "minimum", "amount")
	}
	return nil
}
