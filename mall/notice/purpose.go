package notice

import (
	"slices"
	"strings"

	"pointsmall/mall"
)

// Purpose is why a message is sent: it decides the text.
type Purpose string

// The purposes there are, with the values of their texts.
const (
	PurposeTest Purpose = "TEST"
	// PurposeSignIn, PurposeContact and PurposePassword carry code and minutes.
	PurposeSignIn   Purpose = "SIGN_IN"
	PurposeContact  Purpose = "CONTACT"
	PurposePassword Purpose = "PASSWORD"
	// PurposeInvitation and PurposeStaffPassword carry link, name and hours.
	PurposeInvitation    Purpose = "STAFF_INVITATION"
	PurposeStaffPassword Purpose = "STAFF_PASSWORD"
)

// Values lists every purpose.
func (Purpose) Values() []string {
	return []string{
		string(PurposeTest), string(PurposeSignIn), string(PurposeContact), string(PurposePassword), string(PurposeInvitation), string(PurposeStaffPassword),
	}
}

// Known reports whether there is such a purpose.
func (p Purpose) Known() bool { return slices.Contains(p.Values(), string(p)) }

// wording is what a purpose's messages say; {code} stands for a value.
type wording struct{ subject, text mall.Text }

var wordings = map[Purpose]wording{
	PurposeTest: {
		mall.Text{EN: "Test message of your points mall", ZH: "积分商城测试消息"},
		mall.Text{EN: "The settings work: this message was sent by your points mall.", ZH: "设置有效：本消息由您的积分商城发送。"},
	},
	PurposeSignIn: {
		mall.Text{EN: "Your sign-in code: {code}", ZH: "登录验证码：{code}"},
		mall.Text{EN: "Your code to sign in is {code}. It is good for {minutes} minutes. Give it to nobody; whoever did not ask for it may ignore this message.", ZH: "您的登录验证码为 {code}，{minutes} 分钟内有效。请勿告知他人；如非本人操作，请忽略本消息。"},
	},
	PurposeContact: {
		mall.Text{EN: "Your code to confirm this address: {code}", ZH: "验证码：{code}"},
		mall.Text{EN: "Your code to confirm this phone number or e-mail address is {code}. It is good for {minutes} minutes. Give it to nobody.", ZH: "您正在绑定手机号或邮箱，验证码为 {code}，{minutes} 分钟内有效。请勿告知他人。"},
	},
	PurposePassword: {
		mall.Text{EN: "Your code for a new password: {code}", ZH: "重置密码验证码：{code}"},
		mall.Text{EN: "Your code to set a new password is {code}. It is good for {minutes} minutes. Whoever did not ask for it should sign in and change the password.", ZH: "您正在重置密码，验证码为 {code}，{minutes} 分钟内有效。如非本人操作，请登录后修改密码。"},
	},
	PurposeInvitation: {
		mall.Text{EN: "You are invited to a points mall", ZH: "邀请您加入积分商城"},
		mall.Text{EN: "{name}, you are invited to look after a points mall. Open this link within {hours} hours; it is good once:\n\n{link}", ZH: "{name}，您受邀管理积分商城。请在 {hours} 小时内打开以下链接，链接仅可使用一次：\n\n{link}"},
	},
	PurposeStaffPassword: {
		mall.Text{EN: "Set a new password", ZH: "设置新密码"},
		mall.Text{EN: "{name}, set yourself a new password by this link within {hours} hours; it is good once:\n\n{link}", ZH: "{name}，请在 {hours} 小时内通过以下链接设置新密码，链接仅可使用一次：\n\n{link}"},
	},
}

// words are the subject and the text of a message.
func (c content) words() (subject, text string) {
	w := wordings[c.Purpose]
	pairs := make([]string, 0, 2*len(c.Values))
	for name, value := range c.Values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	return fill.Replace(w.subject.In(c.Lang)), fill.Replace(w.text.In(c.Lang))
}
