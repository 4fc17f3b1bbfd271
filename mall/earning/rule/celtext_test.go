package rule

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// What CEL says of the mistakes that authors make is said in Chinese, too.
func TestFaultsOfConditionsInChinese(t *testing.T) {
	for text, want := range map[string]string{
		`event.totl > 1`:                      "没有名为“totl”的字段",
		`unknown == 1`:                        "没有名为“unknown”的变量或函数",
		`member.tier == 1`:                    "“==”不能用于类型 (string, int)",
		`event.total >`:                       "语法错误：表达式不完整",
		`event.total > 1 )`:                   "语法错误：此处不应出现“)”",
		`event.total # 1`:                     "语法错误：无法识别“#",
		`has(event)`:                          "函数 has 的参数须为字段",
		`event.streak > 99999999999999999999`: "语法错误：整数有误或超出范围",
		`for == 1`:                            "“for”是保留字",
		`event.lines.all(1, true)`:            "此处须为变量名",
		`member.tier.matches("(")`:            "函数 matches 的参数不是正则表达式",
		`event.at > timestamp("yesterday")`:   "函数 timestamp 的参数有误",
		`1 > 2`:                               "条件对任何事件都不成立",
		`1 / 0 > 1`:                           "条件无法计算：除数为 0",
		`event.total`:                         "条件的结果须为真或假，当前类型为 double",
		strings.Repeat("x", maxCondition+1):   "条件最多 4000 字节，当前为 4001",
		strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300):         "表达式嵌套过深",
		`event.attributes.list.all(a, event.attributes.list.all(b, a == b))`: "条件的计算量没有上限或过高",
	} {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			faults, err := Faults(text)
			require.NoError(t, err)
			require.NotEmpty(t, faults)
			assert.Contains(t, faults[0].In(mall.LangZH).Message, want, faults[0].Message)
			assert.Equal(t, faults[0].Message, faults[0].In(mall.LangEN).Message)
		})
	}
}

func TestWhyAConditionFailedInChinese(t *testing.T) {
	for message, want := range map[string]string{
		"no such key: stars":                              "条件无法计算：没有属性“stars”",
		"division by zero":                                "条件无法计算：除数为 0",
		"no such overload":                                "条件无法计算：属性的类型与运算不符",
		"return error for overflow":                       "条件无法计算：数值超出范围",
		"index out of bounds: 3":                          "条件无法计算：序号 3 超出范围",
		"operation cancelled: actual cost limit exceeded": "条件无法计算：计算量超过上限",
		"error parsing regexp: missing closing ): `(`":    "条件无法计算：正则表达式有误：missing closing ): `(`",
		"something that nobody has seen":                  "条件无法计算：条件有误：something that nobody has seen",
	} {
		got := SayFailure(message)
		assert.Equal(t, want, got.ZH)
		assert.Equal(t, "its condition could not be evaluated: "+message, got.EN)
	}
	assert.Equal(t, "条件无法计算：除数为 0：1 / 0 > 1", SayFailureOf("1 / 0 > 1", "division by zero").ZH)
}

func TestTheTextOfACap(t *testing.T) {
	once := Cap{Period: Life, Scope: EachMember, Times: new(int64(1))}
	assert.Equal(t, mall.Text{EN: "1 time in all for each member", ZH: "每位会员累计 1 次"}, once.Text())
}
