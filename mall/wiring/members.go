package wiring

import (
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/access/wechat"
	"pointsmall/mall/notice/sms"
)

// MemberSettings say how members sign in, and how the mall writes to them and to staff.
type MemberSettings struct {
	// OpenID is the provider by which members may sign in, WeChat are the apps; zero: none.
	OpenID openid.Config
	WeChat wechat.Config
	// Console is where the pages of staff are; "": nowhere.
	Console string
	// SMSGateway stands in for the provider of text messages; "": nothing does.
	SMSGateway string
	// Key is the mall's secret; KeyRequired refuses to do without.
	Key         []byte
	KeyRequired bool
}

// SignMembersIn has members sign in as the settings say. Call it before the first request.
func (s *Services) SignMembersIn(m MemberSettings) {
	s.Vault.Key, s.Vault.Required = m.Key, m.KeyRequired
	s.Access.Links = access.Links{Console: m.Console}
	s.Notices.Know(mall.MessageSMS, sms.Channel{Gateway: m.SMSGateway})
	if m.OpenID.On() {
		s.Access.MemberOpenID = openid.New(m.OpenID, s.Clock)
	}
	s.Access.WeChat = wechat.New(m.WeChat)
}
