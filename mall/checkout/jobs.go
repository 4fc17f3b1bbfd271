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
	}
}
