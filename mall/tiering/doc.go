// Package tiering moves members between tiers where no event of theirs does: staff grant
// one, and a window ends. Rising by what members do is package earning's.
package tiering
