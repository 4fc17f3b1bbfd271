package checkout

import (
	"time"

	"pointsmall/mall/job"
)

// Jobs are the sweeps of orders and their money.
func (s *Service) Jobs() []job.Job {
	return []job.Job{
		{
			Name: "give-up-orders", Says: "Give up orders that were not paid in time.", Every: 20 * time.Second,
			Step: s.giveUpSome, Due: s.Orders.CountUnpaid,
		},
		{
			Name: "send-money-back", Says: "Send back money that has to go back to members.", Every: 30 * time.Second,
			Step: s.sendSome, Due: s.Payments.CountRefundsDue,
		},
		{
			Name: "sweep-carts", Says: "Delete guests' carts that nobody has touched for 30 days.", Every: time.Hour,
			Step: s.Carts.Sweep, Due: s.Carts.CountLeft,
		},
		{
			Name: "look-after-payments", Says: "Begin payments at their providers that were not begun, and ask about those of which nobody has heard.", Every: 10 * time.Second,
			Step: s.lookSome, Due: s.Payments.CountLooksDue,
		},
		{
			Name: "process-callbacks", Says: "Process calls of payment providers that were stored and not processed.", Every: 10 * time.Second,
			Step: s.processSome, Due: s.Payments.CountCallbacksDue,
		},
	}
}
