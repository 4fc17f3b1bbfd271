package mall

import (
	"net/mail"
	"strings"
)

// ContactKind is by what a person is reached.
type ContactKind string

// The kinds there are.
const (
	ContactPhone ContactKind = "PHONE"
	ContactEmail ContactKind = "EMAIL"
)

// Values lists every kind, for the API's enum.
func (ContactKind) Values() []string { return []string{string(ContactPhone), string(ContactEmail)} }

// Contact is a phone number in the form of E.164, such as +8613800138000, or an e-mail address in
// lower case.
type Contact struct {
	Kind    ContactKind
	Address string
}

// Channel is by what the mall writes to the contact.
func (c Contact) Channel() MessageChannel {
	if c.Kind == ContactPhone {
		return MessageSMS
	}
	return MessageMail
}

// Field is the input field that names such a contact.
func (c Contact) Field() string {
	if c.Kind == ContactPhone {
		return "phone"
	}
	return "email"
}

// ContactOf reads a phone number or an e-mail address, of which one must be given. Refusals:
// INVALID_INPUT.
func ContactOf(phone, email *string) (Contact, *Error) {
	switch {
	case (phone == nil) == (email == nil):
		return Contact{}, Errorf(CodeInvalidInput, "give phone or email, one of them", "phone 与 email 须且仅能提供一个").At("phone")
	case phone != nil:
		number, ok := ParsePhone(*phone)
		if !ok {
			return Contact{}, Errorf(CodeInvalidInput, "this is no phone number: give 11 digits for mainland China, or the country's code such as +85291234567", "手机号无效：请输入 11 位大陆手机号，或含国家代码的号码，例如 +85291234567").At("phone")
		}
		return Contact{ContactPhone, number}, nil
	}
	address, ok := ParseEmail(*email)
	if !ok {
		return Contact{}, Errorf(CodeInvalidInput, "this is no e-mail address, such as name@example.com", "邮箱地址无效，格式如 name@example.com").At("email")
	}
	return Contact{ContactEmail, address}, nil
}

// AnyContact reads what somebody types who may have a phone number or an e-mail address.
func AnyContact(text string) (Contact, bool) {
	if number, ok := ParsePhone(text); ok {
		return Contact{ContactPhone, number}, true
	}
	if address, ok := ParseEmail(text); ok {
		return Contact{ContactEmail, address}, true
	}
	return Contact{}, false
}

var phoneSigns = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "\u00a0", "")

// ParsePhone reads a phone number as people write it, in the form of E.164. A number without
// its country's code is one of a mobile phone in mainland China.
func ParsePhone(text string) (string, bool) {
	digits := phoneSigns.Replace(strings.TrimSpace(text))
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		digits = "+" + rest
	}
	digits, coded := strings.CutPrefix(digits, "+")
	for _, r := range digits {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	switch {
	case !coded && isChineseMobile(digits):
		return "+86" + digits, true
	case !coded && strings.HasPrefix(digits, "86") && isChineseMobile(digits[2:]):
		return "+" + digits, true
	case !coded, len(digits) < 8, len(digits) > 15, digits[0] == '0', strings.HasPrefix(digits, "86") && !isChineseMobile(digits[2:]):
		return "", false // E.164: at most 15 digits, no country's code begins with 0
	}
	return "+" + digits, true
}

func isChineseMobile(digits string) bool {
	return len(digits) == 11 && digits[0] == '1' && digits[1] >= '3'
}

// ParseEmail reads an e-mail address; letters' case does not count.
func ParseEmail(text string) (string, bool) {
	address := strings.ToLower(strings.TrimSpace(text))
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 || strings.ContainsAny(address, " \"<>\r\n") {
		return "", false
	}
	_, domain, _ := strings.Cut(address, "@")
	return address, strings.Contains(domain, ".") && !strings.HasSuffix(domain, ".")
}

// Masked is the contact as others may see that there is one: "+86138****8000", "l***@mall.test".
func (c Contact) Masked() string {
	if c.Kind == ContactPhone && len(c.Address) > 8 {
		return c.Address[:len(c.Address)-8] + "****" + c.Address[len(c.Address)-4:]
	}
	name, domain, ok := strings.Cut(c.Address, "@")
	if !ok || name == "" {
		return "****"
	}
	return string([]rune(name)[:1]) + "***@" + domain
}
