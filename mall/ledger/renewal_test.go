package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func utc(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		panic(err)
	}
	return t
}

// Midnight in Shanghai is 16:00 UTC of the day before.
func TestRenewal(t *testing.T) {
	for name, c := range map[string]struct {
		now, earned, expires string
		policy               mall.PointsPolicy
		want                 string // "": keeps its terms
	}{
		"a lot that lives keeps its terms": {"2026-02-28 12:00:00", "2026-01-01 00:00:00", "2026-02-28 16:00:00", mall.PointsPolicy{Refund: mall.ExpiredRefundReissue}, ""},
		"forfeit":                          {"2026-02-28 12:00:00", "2026-01-01 00:00:00", "2026-02-01 16:00:00", mall.PointsPolicy{Refund: mall.ExpiredRefundForfeit}, ""},
		"thirty days of grace, unless said": {
			"2026-02-28 12:00:00", "2026-01-01 00:00:00", "2026-02-28 12:00:00", mall.PointsPolicy{}, "2026-03-30 16:00:00",
		},
		"grace counts days of the mall": {
			"2026-02-28 16:00:00", "2026-01-01 00:00:00", "2026-02-01 16:00:00", mall.PointsPolicy{Refund: mall.ExpiredRefundGrace, GraceDays: 1}, "2026-03-02 16:00:00",
		},
		"grace over 29 February": {
			"2028-02-28 15:59:59", "2026-01-01 00:00:00", "2028-02-01 16:00:00", mall.PointsPolicy{GraceDays: 1}, "2028-02-29 16:00:00",
		},
		"grace over the year's end": {
			"2026-12-31 15:59:59", "2026-01-01 00:00:00", "2026-12-30 16:00:00", mall.PointsPolicy{GraceDays: 1}, "2027-01-01 16:00:00",
		},
		"a whole life again": {
			"2026-02-28 12:00:00", "2025-01-10 03:00:00", "2026-01-10 16:00:00", mall.PointsPolicy{Refund: mall.ExpiredRefundReissue}, "2027-02-28 16:00:00",
		},
		"a life that ends on the day it began": {
			"2026-02-28 12:00:00", "2026-02-28 09:00:00", "2026-02-28 10:00:00", mall.PointsPolicy{Refund: mall.ExpiredRefundReissue}, "2026-02-28 16:00:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			expires := utc(c.expires)
			l := &lot{earnedAt: utc(c.earned), expiresAt: &expires}
			terms, ok := renewal(l, c.policy, memory(utc(c.now)).book)
			require.Equal(t, c.want != "", ok)
			if ok {
				assert.Equal(t, c.want, terms.ExpiresAt.Format("2006-01-02 15:04:05"))
				assert.Equal(t, utc(c.now), terms.UsableFrom)
			}
		})
	}
}

// Points get new terms once: what comes back to a lot that was renewed keeps its end.
func TestPointsAreRenewedOnce(t *testing.T) {
	for _, policy := range []mall.ExpiredRefund{mall.ExpiredRefundGrace, mall.ExpiredRefundReissue} {
		expires := utc("2026-01-31 16:00:00")
		l := &lot{earnedAt: utc("2026-01-01 09:00:00"), expiresAt: &expires}
		terms, ok := renewal(l, mall.PointsPolicy{Refund: policy}, memory(l.expiresAt.Add(36*time.Hour)).book)
		require.True(t, ok)
		assert.Equal(t, utc("2026-03-04 16:00:00"), *terms.ExpiresAt, "30 days after 2 February")
		l = &lot{earnedAt: terms.EarnedAt, usableFrom: terms.UsableFrom, expiresAt: terms.ExpiresAt, renewed: terms.Renewed}
		_, ok = renewal(l, mall.PointsPolicy{Refund: policy}, memory(l.expiresAt.Add(36*time.Hour)).book)
		assert.False(t, ok)
	}
}

func TestCaptureInPart(t *testing.T) {
	for name, c := range map[string]struct {
		captured mall.Points
		over     bool // the first lot has expired since
		refund   mall.ExpiredRefund
		first    mall.Points // what remains of the lots
		second   mall.Points
		renewed  mall.Points
		spends   mall.Points // that can be spent then
	}{
		"all":                           {captured: 80, first: 0, second: 20, spends: 20},
		"a part of the first":           {captured: 10, first: 50, second: 40, spends: 90},
		"the first and a part":          {captured: 70, first: 0, second: 30, spends: 30},
		"all, late":                     {captured: 80, over: true, first: 0, second: 20, spends: 20},
		"a part, late, with grace":      {captured: 10, over: true, first: 0, second: 40, renewed: 50, spends: 90},
		"a part, late, forfeit":         {captured: 10, over: true, refund: mall.ExpiredRefundForfeit, first: 50, second: 40, spends: 40},
		"nothing late is left to renew": {captured: 60, over: true, first: 0, second: 40, spends: 40},
	} {
		t.Run(name, func(t *testing.T) {
			first, second := &lot{remaining: 60, expiresAt: in(time.Hour)}, &lot{remaining: 40}
			a := memory(noon, first, second)
			pinned, refusal := a.Reserve(80, Cause{})
			require.Nil(t, refusal)
			assert.EqualValues(t, 20, a.Available())
			if c.over {
				a.book.now = noon.Add(time.Hour)
			}
			a.Capture(pinned, c.captured, mall.PointsPolicy{Refund: c.refund}, Cause{})
			assert.Equal(t, []mall.Points{c.first, c.second}, remaining(first, second))
			assert.Equal(t, c.spends, a.Available())
			assert.Equal(t, 100-c.captured, a.balance)
			assert.Zero(t, a.held+first.held+second.held)
			if c.renewed > 0 {
				require.Len(t, a.lots, 3)
			}
			var paid mall.Points
			for _, p := range payments(a.newest().change.allocations) {
				paid -= p.Points
			}
			assert.Equal(t, c.captured, paid, "what it spent, without what it renewed")
		})
	}
}
