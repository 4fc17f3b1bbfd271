// Package arguments reads all that an operation brings before any of its fields runs:
// its variables by their declared types (Variables), and then the arguments of every
// field, custom scalars among them (Extension). What one field takes may be bad while
// another would place an order: so a bad value refuses the whole request. The fields
// take what was read (Of), so that nothing is read twice.
package arguments
