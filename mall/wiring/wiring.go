// Package wiring makes the mall's services, each once, on one database. The server, the
// commands, the dataloaders and the tests take them from here, so a new service is one
// line of Services and one line of New (and of Jobs or Close where it has background
// work or something to end).
//
// It stands above the use cases and below graph. It decides nothing.
package wiring

import (
	"context"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/coupon"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/game"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/exchange"
	"pointsmall/mall/exports"
	"pointsmall/mall/file"
	"pointsmall/mall/imports"
	"pointsmall/mall/insight/segment"
	"pointsmall/mall/job"
	"pointsmall/mall/ledger"
	"pointsmall/mall/media"
	"pointsmall/mall/member"
	"pointsmall/mall/notice"
	"pointsmall/mall/notice/mail"
	"pointsmall/mall/notice/sms"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/partner"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/partner/usage"
	"pointsmall/mall/payment"
	"pointsmall/mall/payment/testpay"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/setting"
	"pointsmall/mall/simulate"
	"pointsmall/mall/staff"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
	"pointsmall/mall/tiering"
	"pointsmall/mall/vault"
)

// Services are what the mall does, on one database.
type Services struct {
	DB    *store.DB
	Bus   *event.Bus
	Clock mall.Clock
	// Settings are what is configured for the whole mall.
	Settings *setting.Live
	// Currency and Zone are the mall's money and where its days begin. Unlike other
	// settings they stay as they are while the process runs.
	Currency mall.Currency
	Zone     *time.Location

	// Anchors keep how far members' books go; who has the mall's key sets it before Jobs.
	Anchors *reconcile.Anchors
	// Audit writes down who changes what; who has the mall's key sets it, too.
	Audit *audit.Log

	Access     *access.Service
	Activity   *activity.Service
	AfterSales *aftersale.Service
	Campaigns  *campaign.Service
	Catalog    *catalog.Service
	Checkout   *checkout.Service
	Codes      *scancode.Service
	Earning    *earning.Service
	Exchanges  *exchange.Service
	Exports    *exports.Service
	Files      *file.Service
	Games      *game.Service
	Grants     *grant.Service
	Imports    *imports.Service
	Ledger     *ledger.Service
	Lotteries  *lottery.Service
	Members    *member.Service
	// Multipliers are the campaigns in which events earn more.
	Multipliers *multiplier.Service
	Orders      *order.Service
	Payments    *payment.Service
	Carts       *cart.Service
	Coupons     *coupon.Service
	// Media keeps pictures; who knows where their files lie sets its Files.
	Media *media.Service
	// Notices sends mails and text messages; Vault encrypts them and what they are sent by: who
	// has the mall's key sets its Key.
	Notices *notice.Service
	// Copies are made of what the mall keeps of members.
	Copies *member.Exports
	Vault  *vault.Vault
	// Brands reads partners, Partners shares goods with them; Access looks after their keys.
	Brands    *brand.Service
	Partners  *partner.Service
	Referrals *referral.Service
	Rules     *rule.Service
	// Sales are the campaigns that sell goods at a part of their points.
	Sales       *sale.Service
	Segments    *segment.Service
	Simulations *simulate.Service
	Staff       *staff.Service
	Tasks       *task.Service
	Tiering     *tiering.Service
	Usage       *usage.Meter
}

// New makes the services on a migrated database and writes nothing to it; Close ends
// them. Bus and Settings are not run: without Bus.Run events wait in the outbox for
// other processes, without Settings.Run the settings stay as they were read.
func New(ctx context.Context, db *store.DB, clock mall.Clock) (*Services, error) {
	bus := event.NewBus(db)
	settings, err := setting.Open(ctx, db, bus, clock)
	if err != nil {
		return nil, err
	}
	secrets := &vault.Vault{}
	signIn, err := access.New(ctx, db, bus, clock)
	if err != nil {
		return nil, err
	}
	currency, zone := settings.Current().Currency, settings.Current().Zone
	s := &Services{
		DB: db, Bus: bus, Clock: clock, Settings: settings, Currency: currency, Zone: zone,

		Anchors: &reconcile.Anchors{DB: db, Clock: clock},
		Audit:   audit.New(db, clock),

		Access:     signIn,
		Activity:   activity.New(db),
		AfterSales: aftersale.New(db),
		Campaigns:  campaign.New(db, clock),
		Catalog:    catalog.New(db, clock),
		Codes:      scancode.NewService(db, clock),
		Earning:    earning.New(db, bus, clock, settings),
		Exchanges:  exchange.New(db, bus, clock, currency, zone),
		Files:      file.New(db, clock),
		Games:      game.New(db, clock),
		Grants:     grant.New(db),
		Ledger:     ledger.New(db, bus, clock, zone),
		Lotteries:  lottery.New(db, bus, clock, settings),
		Members:    member.New(db, clock),
		Brands:     brand.New(db),
		Partners:   partner.New(db, clock),
		Orders:     order.New(db, bus, clock),
		Payments:   payment.New(db, clock),
		Referrals:  referral.New(db),
		Carts:      cart.New(db, clock),
		Coupons: coupon.New(db, clock, zone, coupon.Names{
			Tiers: tier.Known, Skus: catalog.KnownSkus, Categories: catalog.KnownCategoryIDs, Members: member.Known,
		}),
		Media:   media.New(db, clock),
		Copies:  member.NewExports(db, clock, secrets),
		Notices: notice.New(db, clock, secrets),
		Vault:   secrets,
		Rules: rule.New(db, clock, rule.Names{
			Tiers: tier.Known, Categories: catalog.KnownCategories, Skus: catalog.KnownCodes, Lowest: tier.Lowest, Zone: zone,
			Terms: func() rule.Terms {
				now := settings.Current()
				return rule.Terms{ReturnWindow: now.ReturnWindow, Expiry: now.Expiry}
			},
		}),
		Sales:   sale.New(db, clock, zone, signIn),
		Staff:   staff.New(db),
		Tasks:   task.New(db, clock, tier.Known, catalog.KnownCategories),
		Tiering: tiering.New(db, bus, clock, settings),
		Usage:   usage.New(db, clock, zone),
	}
	s.Audit.Currency, s.Audit.Name = currency, nameOf
	db.RecordBy(s.Audit)
	s.Multipliers = multiplier.New(db, clock, zone, s.Rules)
	s.Catalog.Pictures = s.Media.Use
	s.Segments = segment.New(db, clock, s.Members, s.Ledger, currency)
	s.Checkout = checkout.New(checkout.Parts{
		DB: db, Bus: bus, Clock: clock, Settings: settings, Catalog: s.Catalog, Earning: s.Earning, Ledger: s.Ledger, Orders: s.Orders,
		Payments: s.Payments, Carts: s.Carts, Sealer: s.Access, AfterSales: s.AfterSales, Members: s.Members,
	})
	s.Checkout.Know(testpay.Provider{})
	s.Imports = imports.New(db, s.Earning, clock).With(imports.Parts{
		Catalog: s.Catalog, Ledger: s.Ledger, Files: s.Files, Media: s.Media, Tiers: tier.Known, Currency: currency, Zone: zone,
	})
	s.Exports = exports.New(db, s.Files, clock, zone)
	s.Simulations = simulate.New(db, settings, s.Rules)
	s.Orders.MoveAfter(func() (confirm, complete int) {
		now := settings.Current().Checkout
		return now.ConfirmDays, now.CompleteDays
	})
	s.Notices.Know(mall.MessageMail, mail.Channel{})
	s.Notices.Know(mall.MessageSMS, sms.Channel{})
	s.Access.Notices, s.Access.Vault, s.Access.Settings = s.Notices, secrets, settings
	s.Access.OnSignUp(s.Earning.Welcome)
	s.Access.Leaving = s.leaving()
	s.Copies.Sections = s.sections()
	s.Access.DemandSecondFactor(func() bool { return settings.Current().Staff.SecondFactor })
	s.Exchanges.Admissions = s.Access
	s.Exchanges.StopBy(func() *mall.Error {
		now := settings.Current()
		return now.MayExchange()
	})
	return s, nil
}

// Jobs is the mall's background work.
func (s *Services) Jobs() []job.Job {
	reminders := s.Ledger.RemindJob(func() []int { return s.Settings.Current().ExpiryReminders })
	return slices.Concat(
		s.Ledger.Jobs(), []job.Job{reminders}, s.Checkout.Jobs(), s.Orders.Jobs(), s.Catalog.Jobs(), s.Media.Jobs(), s.Notices.Jobs(), s.Access.Jobs(), s.Copies.Jobs(), s.Tiering.Jobs(),
		s.Lotteries.Jobs(), s.Sales.Jobs(), s.Multipliers.Jobs(), s.Files.Jobs(), s.Imports.Jobs(), s.Exports.Jobs(), []job.Job{s.Anchors.Job(), s.Audit.Job()},
	)
}

// Part is something that ends with the services.
type Part struct {
	// Name says what it is, for those who are told that it did not end in time.
	Name string
	// End waits until what it has accepted is done, and writes what it has counted.
	End func()
}

// Parts are what Close ends, in this order.
func (s *Services) Parts() []Part {
	return []Part{
		{"imports", s.Imports.Close},
		{"exchanges", s.Exchanges.Close},
		{"checkouts", s.Checkout.Close},
		{"coupons", s.Coupons.Close},
		{"lotteries", s.Lotteries.Close},
		{"waiting rooms", s.Sales.Close},
		{"adjustments of stock", s.Catalog.Close},
		{"earning", s.Earning.Close},
		{"the ledger", s.Ledger.Close},
		{"counts of API keys", s.Usage.Close},
	}
}

// Close ends all parts, however long they take. It leaves the database open.
func (s *Services) Close() {
	for _, p := range s.Parts() {
		p.End()
	}
}
