package mall

import (
	"strings"
	"unicode/utf8"
)

// PostalAddress is where something is sent, and to whom. Regions are plain texts.
type PostalAddress struct {
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	Province   string `json:"province"`
	City       string `json:"city"`
	District   string `json:"district"`
	Street     string `json:"street"`
	PostalCode string `json:"postalCode,omitempty"`
}

// maxAddressPart is how many bytes a part of an address may have.
const maxAddressPart = 200

// Trim takes spaces off both ends of every part.
func (a PostalAddress) Trim() PostalAddress {
	for _, part := range a.parts() {
		*part.of(&a) = strings.TrimSpace(*part.of(&a))
	}
	return a
}

type addressPart struct {
	name     string
	of       func(*PostalAddress) *string
	optional bool
}

func (a *PostalAddress) parts() []addressPart {
	return []addressPart{
		{"name", func(a *PostalAddress) *string { return &a.Name }, false},
		{"phone", func(a *PostalAddress) *string { return &a.Phone }, false},
		{"province", func(a *PostalAddress) *string { return &a.Province }, false},
		{"city", func(a *PostalAddress) *string { return &a.City }, false},
		{"district", func(a *PostalAddress) *string { return &a.District }, true}, // some cities have none
		{"street", func(a *PostalAddress) *string { return &a.Street }, false},
		{"postalCode", func(a *PostalAddress) *string { return &a.PostalCode }, true},
	}
}

// Check refuses an address to which nothing can be sent, at the part that is wrong.
func (a PostalAddress) Check() *Error {
	for _, part := range a.parts() {
		text := *part.of(&a)
		switch {
		case text == "" && !part.optional:
			return Errorf(CodeInvalidInput, "%s is missing", "请填写 %s", part.name).At(part.name)
		case len(text) > maxAddressPart:
			return Errorf(CodeInvalidInput, "%s is longer than %d bytes", "%s 超过 %d 字节", part.name, maxAddressPart).At(part.name)
		case !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\t\x00"):
			return Errorf(CodeInvalidInput, "%s must be one line of text", "%s 须为单行文本", part.name).At(part.name)
		}
	}
	if strings.Trim(a.Phone, "+-() 0123456789") != "" || strings.Trim(a.Phone, "+-() ") == "" {
		return Errorf(CodeInvalidInput, "phone has digits, spaces and + - ( ) alone, such as 13800138000", "phone 只能包含数字、空格和 + - ( )，如 13800138000").At("phone")
	}
	return nil
}

// OrderGoods is what a line of an order is of, as it was when it was ordered.
type OrderGoods struct {
	// Code is the SKU's.
	Code string `json:"code"`
	// Product is the name of the product, Name that of the SKU.
	Product Text        `json:"product"`
	Name    Text        `json:"name"`
	Kind    ProductKind `json:"kind"`
	// Image is the product's first; nil: it had none.
	Image *Image `json:"image"`
}

// ParcelLine is pieces of an order's line in a parcel; Line counts from 1.
type ParcelLine struct {
	Line     int `json:"line"`
	Quantity int `json:"quantity"`
}
