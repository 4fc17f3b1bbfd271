// Package purchase keeps what tills reported. A till's own number counts once for
// each source: the mall itself, or the partner whose till it is.
//
// Goods that came back are reported under numbers of their own, and name the purchase. A
// return may come before its purchase: it waits for it, and counts then. What it takes
// back is reckoned from the stored purchase and grant, line by line.
package purchase
