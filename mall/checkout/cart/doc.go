// Package cart keeps what members and guests put aside to order. A member has one cart; a guest's
// is known by its id alone, which is random, and which its guest keeps. What is always true:
//
//   - A cart promises nothing: prices, stock and limits are asked when it is quoted or ordered.
//   - Of a SKU at one price a cart has one line, of 1 to MaxQuantity pieces.
//   - What is ordered leaves the cart in the transaction that places the order.
//
// It owns carts and cart_lines, which hold no value. Guests' carts that nobody touched for
// KeepGuest are swept.
package cart
