// Package event tells whoever listens that something changed.
//
// A transaction writes its signals to the outbox, so that they exist exactly when
// the change does. A relay in every server takes them from there after the commit
// and announces them: inside the process on SQLite, to every server by NOTIFY on
// PostgreSQL. A signal carries only a topic and an id; listeners read the state
// anew. A signal may come twice, or late, never before its change is visible; and
// every listener is woken now and then without one, so that a lost announcement
// only delays.
//
// Signals are no events: an event is what a member did and may earn points for.
package event
