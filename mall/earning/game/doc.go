// Package game keeps games whose scores may earn points, and the keys by which they
// sign them: an Ed25519 key pair, of which the mall knows the public half, or a secret
// that both share, for HMAC-SHA256.
package game
