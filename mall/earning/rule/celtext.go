package rule

import (
	"regexp"

	"pointsmall/mall"
)

// celTexts are what CEL says of conditions, and what that is in Chinese.
var celTexts = []struct {
	en *regexp.Regexp
	zh string
}{
	{regexp.MustCompile(`^undeclared reference to '([^']*)'.*$`), "没有名为“$1”的变量或函数"},
	{regexp.MustCompile(`^undefined field '([^']*)'$`), "没有名为“$1”的字段"},
	{regexp.MustCompile(`^found no matching overload for '_?([^']*?)_?' applied to '([^']*)'$`), "“$1”不能用于类型 $2"},
	{regexp.MustCompile(`^expected type '([^']*)' but found '([^']*)'$`), "此处须为类型 $1，实际为 $2"},
	{regexp.MustCompile(`^type '([^']*)' does not support field selection$`), "类型 $1 没有字段"},
	{regexp.MustCompile(`^expression of type '([^']*)' cannot be range of a comprehension.*$`), "类型 $1 不能逐项检查"},
	{regexp.MustCompile(`(?s)^Syntax error: (?:mismatched|extraneous|no viable alternative at) input '<EOF>'.*$`), "语法错误：表达式不完整"},
	{regexp.MustCompile(`(?s)^Syntax error: (?:mismatched|extraneous|no viable alternative at) input '(.*?)'.*$`), "语法错误：此处不应出现“$1”"},
	{regexp.MustCompile(`(?s)^Syntax error: token recognition error at: '(.*)'$`), "语法错误：无法识别“$1”"},
	{regexp.MustCompile(`(?s)^Syntax error: missing (.*) at '(.*)'$`), "语法错误：“$2”之前缺少 $1"},
	{regexp.MustCompile(`^(?:Syntax error: )?invalid (?:int|uint) literal.*$`), "语法错误：整数有误或超出范围"},
	{regexp.MustCompile(`^(?:Syntax error: )?invalid double literal.*$`), "语法错误：小数有误或超出范围"},
	{regexp.MustCompile(`^(?:Syntax error: )?reserved identifier: (.*)$`), "“$1”是保留字，不能用作名称"},
	{regexp.MustCompile(`^(?:Syntax error: )?unsupported syntax:? '(.*)'$`), "不支持写法“$1”"},
	{regexp.MustCompile(`^invalid argument to has\(\) macro$`), "函数 has 的参数须为字段，如 has(event.attributes.stars)"},
	{regexp.MustCompile(`^argument (?:must be a simple name|is not an identifier).*$`), "此处须为变量名"},
	{regexp.MustCompile(`^iteration variable overwrites accumulator variable$`), "变量名与内部变量冲突，请换一个名称"},
	{regexp.MustCompile(`^invalid matches argument$`), "函数 matches 的参数不是正则表达式"},
	{regexp.MustCompile(`^invalid (timestamp|duration) argument$`), "函数 $1 的参数有误"},
	{regexp.MustCompile(`^expression recursion limit exceeded.*$`), "表达式嵌套过深"},
	{regexp.MustCompile(`^(?:expression code point size exceeds limit|expression size).*$`), "表达式过长"},
	{regexp.MustCompile(`^(?:error parsing regexp|invalid regular expression)[^:]*: (.*)$`), "正则表达式有误：$1"},

	{regexp.MustCompile(`^no such key: (.*)$`), "没有属性“$1”"},
	{regexp.MustCompile(`^no such attribute.*: (.*)$`), "没有属性“$1”"},
	{regexp.MustCompile(`^no such overload.*$`), "属性的类型与运算不符"},
	{regexp.MustCompile(`^division by zero$`), "除数为 0"},
	{regexp.MustCompile(`^modulus by zero$`), "除数为 0"},
	{regexp.MustCompile(`^.*\boverflow\b.*$`), "数值超出范围"},
	{regexp.MustCompile(`^index out of bounds: (.*)$`), "序号 $1 超出范围"},
	{regexp.MustCompile(`^.*cost limit exceeded.*$`), "计算量超过上限"},
}

// celText is a message of CEL in both languages. One that is not known stays as it is:
// it is better than none.
func celText(message string) mall.Text {
	for _, t := range celTexts {
		if t.en.MatchString(message) {
			return mall.Text{EN: message, ZH: t.en.ReplaceAllString(message, t.zh)}
		}
	}
	return mall.Text{EN: message, ZH: "条件有误：" + message}
}

// SayFailure says why a condition could not be evaluated, of what grants keep of it.
func SayFailure(message string) mall.Text {
	why := celText(message)
	return mall.Text{EN: "its condition could not be evaluated: " + why.EN, ZH: "条件无法计算：" + why.ZH}
}

// SayFailureOf is SayFailure with the condition's text.
func SayFailureOf(condition, message string) mall.Text {
	t := SayFailure(message)
	return mall.Text{EN: t.EN + ": " + condition, ZH: t.ZH + "：" + condition}
}
