// Package seed fills an empty database: with the demo mall that people try things
// out in, or with many members and SKUs for load runs.
package seed
