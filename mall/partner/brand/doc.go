// Package brand keeps partners: what they are called, what their keys may do, and whether
// they may act at all. It owns the table partners; keys and sessions are access's, which
// joins the two. What is always true:
//
//   - A name belongs to one partner, and is never used again for another.
//   - A partner is disabled, never deleted: purchases and entries name it for ever.
package brand
