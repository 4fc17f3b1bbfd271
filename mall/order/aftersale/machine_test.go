package aftersale_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/order/aftersale"
)

var events = []aftersale.Event{
	aftersale.EventApproved, aftersale.EventRefused, aftersale.EventReceived, aftersale.EventDone, aftersale.EventSentBack, aftersale.EventWithdrawn,
}

// Each kind takes its own way to its end, and no other.
func TestTheWaysOfEachKind(t *testing.T) {
	goods := map[mall.AfterSaleStatus]map[aftersale.Event]mall.AfterSaleStatus{
		mall.AfterSaleRequested: {aftersale.EventApproved: mall.AfterSaleApproved, aftersale.EventRefused: mall.AfterSaleRefused, aftersale.EventWithdrawn: mall.AfterSaleWithdrawn},
		mall.AfterSaleApproved:  {aftersale.EventSentBack: mall.AfterSaleSentBack, aftersale.EventReceived: mall.AfterSaleReceived, aftersale.EventWithdrawn: mall.AfterSaleWithdrawn},
		mall.AfterSaleSentBack:  {aftersale.EventReceived: mall.AfterSaleReceived},
		mall.AfterSaleReceived:  {aftersale.EventDone: mall.AfterSaleDone, aftersale.EventRefused: mall.AfterSaleRefused},
	}
	for kind, ways := range map[mall.AfterSaleKind]map[mall.AfterSaleStatus]map[aftersale.Event]mall.AfterSaleStatus{
		mall.AfterSaleReturn: goods, mall.AfterSaleReplace: goods,
		mall.AfterSaleRefundOnly: {
			mall.AfterSaleRequested: goods[mall.AfterSaleRequested],
			mall.AfterSaleApproved:  {aftersale.EventDone: mall.AfterSaleDone, aftersale.EventWithdrawn: mall.AfterSaleWithdrawn},
		},
	} {
		for _, from := range mall.AfterSaleStatus("").Values() {
			for _, on := range events {
				want, there := ways[mall.AfterSaleStatus(from)][on]
				got, ok := aftersale.Next(kind, mall.AfterSaleStatus(from), on)
				assert.Equal(t, there, ok, "%s, %s, %s", kind, from, on)
				assert.Equal(t, want, got)
			}
		}
	}
}

func TestAnAfterSaleIsOpenUntilItHasEnded(t *testing.T) {
	for status, open := range map[mall.AfterSaleStatus]bool{
		mall.AfterSaleRequested: true, mall.AfterSaleApproved: true, mall.AfterSaleSentBack: true, mall.AfterSaleReceived: true,
		mall.AfterSaleDone: false, mall.AfterSaleRefused: false, mall.AfterSaleWithdrawn: false,
	} {
		assert.Equal(t, open, aftersale.Open(status), status)
	}
}

func TestThePictureOfAfterSalesIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../../docs/checkout.md")
	require.NoError(t, err)
	assert.Contains(t, string(page), "```mermaid\n"+aftersale.Picture()+"```\n", "put the output of aftersale.Picture() into docs/checkout.md")
}
