package setting

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestAStopSaysWhatTheMallWroteInEitherLanguage(t *testing.T) {
	m := Mall{}
	assert.Nil(t, m.MayExchange())
	assert.Nil(t, m.MayEarn())

	m.ExchangeStop = Stop{Stopped: true, Notice: mall.Text{ZH: "盘点中"}}
	refusal := m.MayExchange()
	require.NotNil(t, refusal)
	assert.Equal(t, mall.CodeNotAvailable, refusal.Code)
	assert.Equal(t, mall.Text{EN: "盘点中", ZH: "盘点中"}, refusal.Text, "one language stands for the other")
	assert.Nil(t, m.MayEarn(), "each switch is its own")

	m.EarningStop.Stopped = true
	assert.Equal(t, mall.Text{EN: "earning points is stopped for now; try again later", ZH: "积分获取暂停，请稍后再试"}, m.MayEarn().Text)
}

func TestAStopIsReadAsItWasWritten(t *testing.T) {
	f := stop("exchange_stop", func(m *Mall) *Stop { return &m.ExchangeStop }, "exchanges")
	was := Mall{ExchangeStop: Stop{Stopped: true, Notice: mall.Text{EN: "Back at 8", ZH: "8 点恢复"}}}
	var is Mall
	require.Nil(t, f.parse(&is, f.text(&was)))
	assert.Equal(t, was.ExchangeStop, is.ExchangeStop)
	require.NotNil(t, f.parse(&is, "yes"))

	is.ExchangeStop.Notice.EN = strings.Repeat("a", maxNotice)
	assert.Nil(t, f.check(&is))
	is.ExchangeStop.Notice.EN += "a"
	assert.Equal(t, []string{"exchanges", "notice"}, f.check(&is).Path)
}
