// Package demo holds the demo mall's catalog: its categories, its products with
// their texts and prices in English and Chinese, and a picture of each product.
//
// The catalog is data (catalog.json, inside the binary); the pictures are drawn
// by code, so that the demo needs no file, font or network of its own. The same
// slug gives the same bytes every time.
package demo
