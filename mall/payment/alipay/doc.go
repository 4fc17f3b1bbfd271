// Package alipay is the provider ALIPAY: Alipay's open platform for shops in China. A member
// pays at Alipay's page in a computer's browser (PAGE) or a phone's (WAP), or in its app (APP).
// What is always true:
//
//   - An attempt is known there by its number; before the member opens Alipay's page the
//     platform does not know it, and says so.
//   - An answer counts only where its signature is Alipay's: a refusal that is not signed says
//     nothing.
package alipay
