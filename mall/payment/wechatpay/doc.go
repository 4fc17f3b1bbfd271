// Package wechatpay is the provider WECHAT_PAY: WeChat Pay's API v3 for shops in China, by its
// own SDK. A member pays inside WeChat (JSAPI), by a QR code (NATIVE) or from a phone's browser
// (H5). What is always true:
//
//   - An attempt is known there by its number of 32 characters; asked for again, by the same
//     terms, it is the same attempt.
//   - Only what the platform says for sure ends an attempt or a refund.
//
// The rules of the platform that show here: at most 50 refunds of a payment, a minute between
// two of them, 365 days after it was paid, and the same number where one is tried again.
package wechatpay
