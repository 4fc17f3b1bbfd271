// Package inorder is what generated code resolves lists and objects with: one
// element and one field after the other.
//
// gqlgen starts a goroutine for each element of a list and for each field with a
// resolver, so that dataloaders can gather what they all ask for. Here the loaders
// know that beforehand (graph/loader), and a page's hundreds of goroutines would
// cost more than what they do. The templates of graph/gqlgen.go call this package instead.
package inorder
