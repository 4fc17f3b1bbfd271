// Package coupon keeps coupons: the kinds that staff make, who has which, and what became of
// each. What is always true:
//
//   - A coupon is AVAILABLE and belongs to no order, or it is RESERVED or USED and belongs to one.
//   - Of a version no more coupons are issued than its total, and no member got more of them than
//     the limit. Unique codes that nobody has redeemed count, too.
//   - An active or retired version never changes: what members were promised holds.
//   - A unique code is stored as a digest alone, and read once: when it is made.
//
// It owns coupon_templates, coupons and coupon_changes. What a coupon takes off reckons package
// checkout/quote; package checkout has orders reserve, use and give back coupons by a Sheet.
//
// Giving (give.go) is one use case with a desk (desk.go): the versions are locked, so that the
// last coupon is given once.
package coupon
