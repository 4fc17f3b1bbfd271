package mall

// Gender is what a member says of themselves, if they say it.
type Gender string

// The genders there are.
const (
	GenderFemale Gender = "FEMALE"
	GenderMale   Gender = "MALE"
	GenderOther  Gender = "OTHER"
)

// Values lists every gender, for the API's enum.
func (Gender) Values() []string {
	return []string{string(GenderFemale), string(GenderMale), string(GenderOther)}
}

// IdentityProvider is a kind of account elsewhere by which members sign in.
type IdentityProvider string

// The providers there are.
const (
	IdentityOpenID     IdentityProvider = "OPENID"
	IdentityWeChatMini IdentityProvider = "WECHAT_MINI"
	IdentityWeChatWeb  IdentityProvider = "WECHAT_WEB"
)

// Values lists every provider, for the API's enum.
func (IdentityProvider) Values() []string {
	return []string{string(IdentityOpenID), string(IdentityWeChatMini), string(IdentityWeChatWeb)}
}
