// Package gateway has the platforms of payment providers as far as a mall sees them, for tests:
// they speak the providers' protocols, check and make signatures with the standard library
// alone, keep books of their own, enforce the providers' limits, and misbehave when told to.
// Nothing of the mall is imported, so that nothing of it can be wrong here in the same way.
package gateway
