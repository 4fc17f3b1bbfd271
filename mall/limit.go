package mall

import (
	"regexp"
	"strings"
	"time"
)

// Limits of what callers send. Whoever reads such a thing checks them, be it from the API or
// from a file.
const (
	// MaxCode is the most bytes of codes and names that are slugs.
	MaxCode = 64
	// MaxName is the most bytes of a display name, in each language.
	MaxName = 128
	// MaxSkuCode is the most bytes of a SKU's code on a till's line, or on a code to scan.
	MaxSkuCode = 64
	// MaxPurchaseLines is the most lines of a purchase, and of a return.
	MaxPurchaseLines = 1000
	// MaxLineQuantity is the most pieces of a line.
	MaxLineQuantity = 1_000_000
	// MaxChannel is the most bytes of a source's word for where something happened.
	MaxChannel = 64
	// MaxPayment is the most bytes by which a till knows a means of payment.
	MaxPayment = 256
	// MaxAttributes is how many attributes an event may have, and MaxAttributeBytes the most
	// bytes of their JSON.
	MaxAttributes     = 50
	MaxAttributeBytes = 4096
	// MaxClockAhead forgives a source whose clock is fast.
	MaxClockAhead = 5 * time.Minute
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsSlug reports whether s is made of lower-case letters, digits and single hyphens, and has
// at most MaxCode bytes.
func IsSlug(s string) bool { return len(s) <= MaxCode && slug.MatchString(s) }

// CheckCode refuses a code that is no slug.
func CheckCode(code string) *Error {
	if !IsSlug(code) {
		return Errorf(CodeInvalidInput, "a code is 1 to %[1]d lower-case letters, digits and single hyphens, got %[2]q",
			"代码须为 1 至 %[1]d 个小写字母、数字与连字符，收到 %[2]q", MaxCode, code).At("code")
	}
	return nil
}

// CheckName refuses a name that is missing or too long.
func CheckName(name Text) *Error {
	if strings.TrimSpace(name.In(LangEN)) == "" || len(name.EN) > MaxName || len(name.ZH) > MaxName {
		return Errorf(CodeInvalidInput, "a name has 1 to %d bytes", "名称须为 1 至 %d 字节", MaxName).At("name")
	}
	return nil
}
