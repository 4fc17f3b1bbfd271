// Package testpay is the provider TEST, for trying the mall out: whoever has a payment's URL
// says what became of it. It takes no money and keeps nothing; what it was told stands in the
// payment's events. A server under --production offers it to nobody.
package testpay
