package setting

import (
	"encoding/json"

	"pointsmall/mall"
)

// Stop is a switch that keeps members from something, at once and on all servers.
type Stop struct {
	Stopped bool `json:"stopped"`
	// Notice is what members read then; empty: what the program says.
	Notice mall.Text `json:"notice"`
}

// maxNotice bounds a notice, in bytes of each language.
const maxNotice = 500

// MayExchange is nil while points can be exchanged for goods, else NOT_AVAILABLE.
func (m *Mall) MayExchange() *mall.Error {
	return m.ExchangeStop.refusal(mall.Text{EN: "exchanges are stopped for now; try again later", ZH: "兑换暂停，请稍后再试"})
}

// MayEarn is nil while points can be earned, else NOT_AVAILABLE.
func (m *Mall) MayEarn() *mall.Error {
	return m.EarningStop.refusal(mall.Text{EN: "earning points is stopped for now; try again later", ZH: "积分获取暂停，请稍后再试"})
}

// refusal says why not; standard is what members read where staff wrote nothing.
func (s Stop) refusal(standard mall.Text) *mall.Error {
	if !s.Stopped {
		return nil
	}
	if s.Notice != (mall.Text{}) {
		standard = mall.Text{EN: s.Notice.In(mall.LangEN), ZH: s.Notice.In(mall.LangZH)}
	}
	return &mall.Error{Code: mall.CodeNotAvailable, Text: standard}
}

// stop is a setting that is a switch, kept as JSON.
func stop(name string, of func(*Mall) *Stop, field string) fact {
	return fact{
		name: name,
		parse: func(m *Mall, text string) *mall.Error {
			if err := json.Unmarshal([]byte(text), of(m)); err != nil {
				return mall.Errorf(mall.CodeInvalidInput, "%q is no switch", "%q 不是有效的开关", text).At(field)
			}
			return nil
		},
		text: func(m *Mall) string {
			text, _ := json.Marshal(*of(m)) // a truth and texts always encode
			return string(text)
		},
		check: func(m *Mall) *mall.Error {
			if notice := of(m).Notice; len(notice.EN) > maxNotice || len(notice.ZH) > maxNotice {
				return mall.Errorf(mall.CodeInvalidInput, "a notice has at most %d bytes", "公告最多 %d 字节", maxNotice).At(field, "notice")
			}
			return nil
		},
	}
}
