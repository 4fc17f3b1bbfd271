// Package web carries the mall's pages in the binary: the storefront and the console,
// which "make pages" builds from kit, shop and console into dist. Both are clients of the
// public API alone. It owns how they are served; what they show is in their folders.
package web
