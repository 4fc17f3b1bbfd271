package graph

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/setting"
)

// settingsPayload answers with the mall's settings as they are now.
func settingsPayload(ctx context.Context, m setting.Mall, err error) (*model.MallSettingsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.MallSettingsPayload{UserErrors: refusals}, err
	}
	return &model.MallSettingsPayload{Settings: settingsOf(m), UserErrors: []model.UserError{}}, nil
}

// settingsOf shows the mall's settings.
func settingsOf(m setting.Mall) *model.MallSettings {
	shown := &model.MallSettings{
		ID:       mall.KeyID("set_", uuid.Nil, ""),
		Currency: m.Currency, TimeZone: m.Zone.String(), PointsExpiry: &m.Expiry, ExpiryReminderDays: append([]int{}, m.ExpiryReminders...),
		ReturnWindowDays: m.ReturnWindow, MakeUpDays: m.MakeUpDays, MakeUpPrice: m.MakeUpPrice,
		PointValue: &mall.Money{Minor: m.PointValue, Currency: m.Currency},
		TierProgram: &model.TierProgram{
			CalendarYear: m.Tiers.CalendarYear, Months: m.Tiers.Window(), OneStep: m.Tiers.OneStep, GraceDays: m.Tiers.GraceDays,
		},
		Referral: &model.ReferralProgram{
			QualifiesBy: mall.QualificationPurchase, Minimum: &mall.Money{Minor: m.Referral.MinimumMinor, Currency: m.Currency},
			DayLimit: m.Referral.DayLimit, SourceLimit: m.Referral.SourceLimit,
			SameDevice: m.Referral.Checks.SameDevice, SameAddress: m.Referral.Checks.SameAddress, SamePayment: m.Referral.Checks.SamePayment,
			OverDayLimit: m.Referral.Checks.OverDayLimit, OverDeviceLimit: m.Referral.Checks.OverDeviceLimit, OverAddressLimit: m.Referral.Checks.OverAddressLimit,
		},
		CausedByReturned: m.CausedByReturned, Staff: &model.StaffProgram{RequireTwoFactor: m.Staff.SecondFactor},
		Members:   &model.MemberProgram{CodesPerContact: m.Members.CodesPerContact, CodesPerAddress: m.Members.CodesPerAddress, AdultAge: m.Members.AdultAge},
		Exchanges: switchOf(m.ExchangeStop), Earning: switchOf(m.EarningStop),
		Checkout: &model.CheckoutProgram{
			OffsetPoints: m.Checkout.OffsetPoints, OffsetStep: m.Checkout.OffsetStep, OffsetMinimum: m.Checkout.OffsetMinimum, PayMinutes: m.Checkout.PayMinutes,
			RefundTenders: m.Checkout.RefundTenders, ReturnEarnings: m.Checkout.ReturnEarnings, ReturnShipping: m.Checkout.ReturnShipping,
			RequireAddress: m.Checkout.RequireAddress, ConfirmDays: m.Checkout.ConfirmDays, CompleteDays: m.Checkout.CompleteDays,
			CouponGraceDays: m.Checkout.CouponGraceDays,
		},
		Version: m.Version, UpdatedAt: m.ChangedAt,
	}
	if m.Referral.OnSignUp {
		shown.Referral.QualifiesBy = mall.QualificationSignUp
	}
	if m.ChangedBy != "" {
		shown.UpdatedBy = &m.ChangedBy
	}
	return shown
}

// changeSettings reads what is to change.
func changeSettings(input model.UpdateMallSettingsInput) func(*setting.Mall) error {
	return func(m *setting.Mall) error {
		if e := input.PointsExpiry; e != nil {
			m.Expiry = mall.Expiry{Kind: e.Kind, N: e.N}
		}
		if input.ExpiryReminderDays != nil {
			m.ExpiryReminders = input.ExpiryReminderDays
		}
		set(&m.ReturnWindow, input.ReturnWindowDays)
		set(&m.MakeUpDays, input.MakeUpDays)
		set(&m.MakeUpPrice, input.MakeUpPrice)
		set(&m.CausedByReturned, input.CausedByReturned)
		if input.Staff != nil {
			set(&m.Staff.SecondFactor, input.Staff.RequireTwoFactor)
		}
		if p := input.Members; p != nil {
			set(&m.Members.CodesPerContact, p.CodesPerContact)
			set(&m.Members.CodesPerAddress, p.CodesPerAddress)
			set(&m.Members.AdultAge, p.AdultAge)
		}
		turn(&m.ExchangeStop, input.Exchanges)
		turn(&m.EarningStop, input.Earning)
		if t := input.TierProgram; t != nil {
			set(&m.Tiers.CalendarYear, t.CalendarYear)
			if zero(t.Months) {
				return mall.Errorf(mall.CodeInvalidInput, "a window must have 1 to 120 months", "考核周期须为 1 至 120 个月").At("tierProgram", "months")
			}
			set(&m.Tiers.Months, t.Months)
			set(&m.Tiers.OneStep, t.OneStep)
			set(&m.Tiers.GraceDays, t.GraceDays)
		}
		if err := setMinor(&m.PointValue, input.PointValue, m.Currency, "pointValue"); err != nil {
			return err
		}
		if c := input.Checkout; c != nil {
			set(&m.Checkout.OffsetPoints, c.OffsetPoints)
			set(&m.Checkout.OffsetStep, c.OffsetStep)
			set(&m.Checkout.OffsetMinimum, c.OffsetMinimum)
			set(&m.Checkout.PayMinutes, c.PayMinutes)
			set(&m.Checkout.CouponGraceDays, c.CouponGraceDays)
			set(&m.Checkout.RefundTenders, c.RefundTenders)
			set(&m.Checkout.ReturnEarnings, c.ReturnEarnings)
			set(&m.Checkout.ReturnShipping, c.ReturnShipping)
			set(&m.Checkout.RequireAddress, c.RequireAddress)
			set(&m.Checkout.ConfirmDays, c.ConfirmDays)
			set(&m.Checkout.CompleteDays, c.CompleteDays)
		}
		r := input.Referral
		if r == nil {
			return nil
		}
		if r.QualifiesBy != nil {
			m.Referral.OnSignUp = *r.QualifiesBy == mall.QualificationSignUp
		}
		set(&m.Referral.DayLimit, r.DayLimit)
		set(&m.Referral.SourceLimit, r.SourceLimit)
		set(&m.Referral.Checks.SameDevice, r.SameDevice)
		set(&m.Referral.Checks.SameAddress, r.SameAddress)
		set(&m.Referral.Checks.SamePayment, r.SamePayment)
		set(&m.Referral.Checks.OverDayLimit, r.OverDayLimit)
		set(&m.Referral.Checks.OverDeviceLimit, r.OverDeviceLimit)
		set(&m.Referral.Checks.OverAddressLimit, r.OverAddressLimit)
		return setMinor(&m.Referral.MinimumMinor, r.Minimum, m.Currency, "referral", "minimum")
	}
}

// setMinor puts an amount that a caller sent, if any, in its place. It must be in the
// mall's money.
func setMinor(into *int64, sent *model.MoneyInput, currency mall.Currency, path ...string) error {
	if sent == nil {
		return nil
	}
	amount, err := moneyOf(sent, currency)
	if err != nil {
		return at(err, path...)
	}
	*into = amount.Minor
	return nil
}

// switchOf shows what can be stopped.
func switchOf(s setting.Stop) *model.MallSwitch {
	return &model.MallSwitch{Stopped: s.Stopped, Notice: &s.Notice}
}

// turn sets a switch as a caller sent it, if they did.
func turn(s *setting.Stop, input *model.MallSwitchInput) {
	if input == nil {
		return
	}
	*s = setting.Stop{Stopped: input.Stopped}
	if input.Notice != nil {
		s.Notice = textOf(input.Notice)
	}
}
