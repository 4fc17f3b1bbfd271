package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestMayTransfer(t *testing.T) {
	every := mall.TransferPolicy{
		Allowed: true, Min: 10, Max: 100, DayPoints: 150, DayCount: 3, ReceiverDayPoints: 120, MinAgeDays: 7, CoolDownHours: 24,
	}
	for name, c := range map[string]struct {
		policy           mall.TransferPolicy
		points           mall.Points
		debt             mall.Points
		age              time.Duration
		sender, receiver Traffic
		want             mall.ErrorCode
		figures          mall.Figures
	}{
		"yes":                       {policy: every, points: 100, age: 7 * 24 * time.Hour},
		"without limits":            {policy: mall.TransferPolicy{Allowed: true}, points: 500},
		"not in this mall":          {points: 1, want: mall.CodeNotAvailable},
		"a debt":                    {policy: every, points: 10, debt: 1, age: 8 * 24 * time.Hour, want: mall.CodeAccountInDebt},
		"a new member":              {policy: every, points: 10, age: 7*24*time.Hour - 1, want: mall.CodeNotEligible},
		"too few":                   {policy: every, points: 9, age: 8 * 24 * time.Hour, want: mall.CodeInvalidInput},
		"too many":                  {policy: every, points: 101, age: 8 * 24 * time.Hour, want: mall.CodeLimitExceeded, figures: mall.Figures{Limit: 100, Left: 100}},
		"too often":                 {policy: every, points: 10, age: 8 * 24 * time.Hour, sender: Traffic{SentCount: 3}, want: mall.CodeLimitExceeded, figures: mall.Figures{Limit: 3}},
		"the rest of the day":       {policy: every, points: 50, age: 8 * 24 * time.Hour, sender: Traffic{SentToday: 100}},
		"more than that":            {policy: every, points: 51, age: 8 * 24 * time.Hour, sender: Traffic{SentToday: 100}, want: mall.CodeLimitExceeded, figures: mall.Figures{Limit: 150, Left: 50}},
		"after a limit was lowered": {policy: every, points: 10, age: 8 * 24 * time.Hour, sender: Traffic{SentToday: 200}, want: mall.CodeLimitExceeded, figures: mall.Figures{Limit: 150}},
		"what the receiver may":     {policy: every, points: 21, age: 8 * 24 * time.Hour, receiver: Traffic{ReceivedToday: 100}, want: mall.CodeLimitExceeded, figures: mall.Figures{Limit: 120, Left: 20}},
		"what has rested":           {policy: every, points: 100, age: 8 * 24 * time.Hour, sender: Traffic{Resting: 400}},
		"what has not":              {policy: every, points: 100, age: 8 * 24 * time.Hour, sender: Traffic{Resting: 401}, want: mall.CodeNotEligible},
		"what rests without a rule": {policy: mall.TransferPolicy{Allowed: true}, points: 100, sender: Traffic{Resting: 500}},
		"what the receiver has":     {policy: every, points: 100, age: 8 * 24 * time.Hour, receiver: Traffic{SentToday: 999, SentCount: 99, Resting: 999}},
		"more than there is, later": {policy: mall.TransferPolicy{Allowed: true}, points: 501}, // Send refuses it
	} {
		t.Run(name, func(t *testing.T) {
			from := memory(noon, &lot{remaining: 500})
			from.openedAt, from.debt = noon.Add(-c.age), c.debt
			refusal := mayTransfer(c.policy, c.points, from, c.sender, c.receiver)
			if c.want == "" {
				assert.Nil(t, refusal)
				return
			}
			require.NotNil(t, refusal)
			assert.Equal(t, c.want, refusal.Code)
			assert.Equal(t, c.figures, refusal.Figures)
		})
	}
}
