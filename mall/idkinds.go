package mall

import "io"

// The kinds of identifier. Each is a type of its own, so that an order's id
// cannot be passed where a member's is meant.
type (
	// MemberID names a member of the mall.
	MemberID struct{ id[memberKind] }
	// SessionID names a signed-in session: one family of refresh tokens.
	SessionID struct{ id[sessionKind] }
	// StaffID names a staff user.
	StaffID struct{ id[staffKind] }
	// PartnerID names a partner brand.
	PartnerID struct{ id[partnerKind] }
	// APIKeyID names a partner's API key.
	APIKeyID struct{ id[apiKeyKind] }
	// SigningKeyID names a key that signs access tokens.
	SigningKeyID struct{ id[signingKeyKind] }
	// CategoryID names a catalog category.
	CategoryID struct{ id[categoryKind] }
	// ProductID names a product.
	ProductID struct{ id[productKind] }
	// SkuID names a stock keeping unit.
	SkuID struct{ id[skuKind] }
	// PriceOptionID names one of a SKU's prices.
	PriceOptionID struct{ id[priceOptionKind] }
	// AccountID names a points account.
	AccountID struct{ id[accountKind] }
	// LotID names a lot of points.
	LotID struct{ id[lotKind] }
	// JournalID names a journal: entries that sum to zero.
	JournalID struct{ id[journalKind] }
	// EntryID names one side of a journal.
	EntryID struct{ id[entryKind] }
	// PurchaseID names a purchase that a till reported.
	PurchaseID struct{ id[purchaseKind] }
	// OrderID names an order.
	OrderID struct{ id[orderKind] }
	// OrderLineID names a line of an order.
	OrderLineID struct{ id[orderLineKind] }
)

type (
	memberKind      struct{}
	sessionKind     struct{}
	staffKind       struct{}
	partnerKind     struct{}
	apiKeyKind      struct{}
	signingKeyKind  struct{}
	categoryKind    struct{}
	productKind     struct{}
	skuKind         struct{}
	priceOptionKind struct{}
	accountKind     struct{}
	lotKind         struct{}
	journalKind     struct{}
	entryKind       struct{}
	purchaseKind    struct{}
	orderKind       struct{}
	orderLineKind   struct{}
)

func (memberKind) prefix() string      { return "mbr" }
func (sessionKind) prefix() string     { return "ses" }
func (staffKind) prefix() string       { return "stf" }
func (partnerKind) prefix() string     { return "prt" }
func (apiKeyKind) prefix() string      { return "key" }
func (signingKeyKind) prefix() string  { return "sgn" }
func (categoryKind) prefix() string    { return "cat" }
func (productKind) prefix() string     { return "prd" }
func (skuKind) prefix() string         { return "sku" }
func (priceOptionKind) prefix() string { return "prc" }
func (accountKind) prefix() string     { return "acc" }
func (lotKind) prefix() string         { return "lot" }
func (journalKind) prefix() string     { return "jrn" }
func (entryKind) prefix() string       { return "ent" }
func (purchaseKind) prefix() string    { return "pur" }
func (orderKind) prefix() string       { return "ord" }
func (orderLineKind) prefix() string   { return "oln" }

// NewMemberID makes an id that sorts after those made before it.
func NewMemberID() MemberID { return MemberID{newID[memberKind]()} }

// NewSessionID makes an id that sorts after those made before it.
func NewSessionID() SessionID { return SessionID{newID[sessionKind]()} }

// NewStaffID makes an id that sorts after those made before it.
func NewStaffID() StaffID { return StaffID{newID[staffKind]()} }

// NewPartnerID makes an id that sorts after those made before it.
func NewPartnerID() PartnerID { return PartnerID{newID[partnerKind]()} }

// NewAPIKeyID makes an id that sorts after those made before it.
func NewAPIKeyID() APIKeyID { return APIKeyID{newID[apiKeyKind]()} }

// NewSigningKeyID makes an id that sorts after those made before it.
func NewSigningKeyID() SigningKeyID { return SigningKeyID{newID[signingKeyKind]()} }

// NewCategoryID makes an id that sorts after those made before it.
func NewCategoryID() CategoryID { return CategoryID{newID[categoryKind]()} }

// NewProductID makes an id that sorts after those made before it.
func NewProductID() ProductID { return ProductID{newID[productKind]()} }

// NewSkuID makes an id that sorts after those made before it.
func NewSkuID() SkuID { return SkuID{newID[skuKind]()} }

// NewPriceOptionID makes an id that sorts after those made before it.
func NewPriceOptionID() PriceOptionID { return PriceOptionID{newID[priceOptionKind]()} }

// NewAccountID makes an id that sorts after those made before it.
func NewAccountID() AccountID { return AccountID{newID[accountKind]()} }

// NewLotID makes an id that sorts after those made before it.
func NewLotID() LotID { return LotID{newID[lotKind]()} }

// NewJournalID makes an id that sorts after those made before it.
func NewJournalID() JournalID { return JournalID{newID[journalKind]()} }

// NewEntryID makes an id that sorts after those made before it.
func NewEntryID() EntryID { return EntryID{newID[entryKind]()} }

// NewPurchaseID makes an id that sorts after those made before it.
func NewPurchaseID() PurchaseID { return PurchaseID{newID[purchaseKind]()} }

// NewOrderID makes an id that sorts after those made before it.
func NewOrderID() OrderID { return OrderID{newID[orderKind]()} }

// NewOrderLineID makes an id that sorts after those made before it.
func NewOrderLineID() OrderLineID { return OrderLineID{newID[orderLineKind]()} }

// Member reads a as the id of a member of the mall; ok is false when it names no such thing.
func (a AnyID) Member() (i MemberID, ok bool) {
	i.id, ok = parseID[memberKind](string(a))
	return i, ok
}

// Session reads a as the id of a signed-in session: one family of refresh tokens; ok is false when it names no such thing.
func (a AnyID) Session() (i SessionID, ok bool) {
	i.id, ok = parseID[sessionKind](string(a))
	return i, ok
}

// Staff reads a as the id of a staff user; ok is false when it names no such thing.
func (a AnyID) Staff() (i StaffID, ok bool) {
	i.id, ok = parseID[staffKind](string(a))
	return i, ok
}

// Partner reads a as the id of a partner brand; ok is false when it names no such thing.
func (a AnyID) Partner() (i PartnerID, ok bool) {
	i.id, ok = parseID[partnerKind](string(a))
	return i, ok
}

// Category reads a as the id of a catalog category; ok is false when it names no such thing.
func (a AnyID) Category() (i CategoryID, ok bool) {
	i.id, ok = parseID[categoryKind](string(a))
	return i, ok
}

// Product reads a as the id of a product; ok is false when it names no such thing.
func (a AnyID) Product() (i ProductID, ok bool) {
	i.id, ok = parseID[productKind](string(a))
	return i, ok
}

// Sku reads a as the id of a stock keeping unit; ok is false when it names no such thing.
func (a AnyID) Sku() (i SkuID, ok bool) {
	i.id, ok = parseID[skuKind](string(a))
	return i, ok
}

// PriceOption reads a as the id of one of a SKU's prices; ok is false when it names no such thing.
func (a AnyID) PriceOption() (i PriceOptionID, ok bool) {
	i.id, ok = parseID[priceOptionKind](string(a))
	return i, ok
}

// Account reads a as the id of a points account; ok is false when it names no such thing.
func (a AnyID) Account() (i AccountID, ok bool) {
	i.id, ok = parseID[accountKind](string(a))
	return i, ok
}

// Entry reads a as the id of one side of a journal; ok is false when it names no such thing.
func (a AnyID) Entry() (i EntryID, ok bool) {
	i.id, ok = parseID[entryKind](string(a))
	return i, ok
}

// Order reads a as the id of an order; ok is false when it names no such thing.
func (a AnyID) Order() (i OrderID, ok bool) {
	i.id, ok = parseID[orderKind](string(a))
	return i, ok
}

// OrderLine reads a as the id of a line of an order; ok is false when it names no such thing.
func (a AnyID) OrderLine() (i OrderLineID, ok bool) {
	i.id, ok = parseID[orderLineKind](string(a))
	return i, ok
}

// gqlgen looks for these methods on the types themselves, not on what they embed.

// MarshalGQL writes the form that callers see.
func (i MemberID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *MemberID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i CategoryID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *CategoryID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i ProductID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *ProductID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i SkuID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *SkuID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i PriceOptionID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *PriceOptionID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i EntryID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *EntryID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i OrderID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *OrderID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }

// MarshalGQL writes the form that callers see.
func (i OrderLineID) MarshalGQL(w io.Writer) { i.id.MarshalGQL(w) }

// UnmarshalGQL reads the form that callers see.
func (i *OrderLineID) UnmarshalGQL(v any) error { return i.id.UnmarshalGQL(v) }
