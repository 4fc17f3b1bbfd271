package mall_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestOnePointIsNoPoints(t *testing.T) {
	for n, want := range map[mall.Points]mall.Text{
		0: {EN: "0 points left", ZH: "剩余 0 积分"}, 1: {EN: "1 point left", ZH: "剩余 1 积分"}, 2: {EN: "2 points left", ZH: "剩余 2 积分"},
	} {
		assert.Equal(t, want, mall.Textf("%s left", "剩余 %d 积分", mall.Count(n, "point")))
	}
}
