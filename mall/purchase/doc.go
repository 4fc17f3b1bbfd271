// Package purchase keeps what tills reported. A till's own number counts once for
// each source: the mall itself, or the partner whose till it is.
package purchase
