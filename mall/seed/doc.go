// Package seed fills an empty database: with the demo mall that people try things
// out in, or with many members and SKUs for load runs.
//
// The family's arrow runs from this package to its child demo, which knows the mall's words
// alone: the server draws the demo's pictures without a database.
package seed
