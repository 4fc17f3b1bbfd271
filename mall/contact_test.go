package mall_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestPhoneNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for text, number := range map[string]string{
		"13800138000": "+8613800138000", " 138-0013-8000 ": "+8613800138000", "+86 138 0013 8000": "+8613800138000", "8613800138000": "+8613800138000",
		"008613800138000": "+8613800138000", "+852 9123 4567": "+85291234567", "+1 (415) 555-2671": "+14155552671",
		"12800138000": "", "1380013800": "", "138001380000": "", "+8612800138000": "", "+8613800": "", "+0123456789": "", "+1234567890123456": "", "phone": "", "": "", "+": "", "+86": "",
		"１３８００１３８０００": "",
	} {
		got, ok := mall.ParsePhone(text)
		assert.Equal(t, number, got, text)
		assert.Equal(t, number != "", ok, text)
	}
}

func TestEmailAddressesAreReadInLowerCase(t *testing.T) {
	for text, address := range map[string]string{
		" Li@Mall.Test ": "li@mall.test", "a.b+c@x.example": "a.b+c@x.example",
		"li@mall": "", "li@mall.": "", "Li <li@mall.test>": "", "li@mall.test, b@mall.test": "", "li@@mall.test": "", "li": "", "": "", "l i@mall.test": "", "li@mall.test\r\nBcc: x@y.z": "",
	} {
		got, ok := mall.ParseEmail(text)
		assert.Equal(t, address != "", ok, text)
		if ok {
			assert.Equal(t, address, got, text)
		}
	}
}

func TestWhatIsReadOnceIsReadAgainAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+0-9 ()-]{0,20}|[a-z.@]{0,20}`).Draw(t, "text")
		if c, ok := mall.AnyContact(text); ok {
			again, ok := mall.AnyContact(c.Address)
			assert.True(t, ok, c.Address)
			assert.Equal(t, c, again)
		}
	})
}

func TestAMaskedContactDoesNotTellTheContact(t *testing.T) {
	assert.Equal(t, "+86138****8000", mall.Contact{Kind: mall.ContactPhone, Address: "+8613800138000"}.Masked())
	assert.Equal(t, "l***@mall.test", mall.Contact{Kind: mall.ContactEmail, Address: "li@mall.test"}.Masked())
}
