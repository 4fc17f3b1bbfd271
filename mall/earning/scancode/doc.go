// Package scancode keeps codes that are put on goods, one on each piece, and pay once
// (一物一码). A code has 94 random bits and a check character, which tells a typing error
// from a wrong guess before anything is looked up. Only its digest is stored, so that
// who reads the database cannot redeem it.
package scancode
