package lottery

import (
	"sync"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Service makes lotteries, and lets members draw.
type Service struct {
	db       *store.DB
	bus      *event.Bus
	clock    mall.Clock
	settings *setting.Live
	engine   *store.Engine[*desk]
	currency mall.Currency
	zone     *time.Location
	// Seeds keeps the seeds; who has the mall's secret sets its key before anything is drawn.
	Seeds Vault
	// roll is Roll; tests put another in its place.
	roll func(seed []byte, t Ticket) int

	mu    sync.Mutex
	known map[mall.CampaignID]*known // of the lotteries that are drawn from here
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings *setting.Live) *Service {
	now := settings.Current()
	s := &Service{
		db: db, bus: bus, clock: clock, settings: settings, currency: now.Currency, zone: now.Zone,
		roll: Roll, known: map[mall.CampaignID]*known{},
	}
	// Every draw of a lottery takes the next number of its period's row.
	s.engine = store.NewEngine(db, "draw", clock, s.desk).WithoutLocks().OneAtATime().RecallLate()
	return s
}

// Close waits until the draws that were accepted are answered.
func (s *Service) Close() { s.engine.Close() }
