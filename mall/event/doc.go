// Package event tells whoever listens that something changed.
//
// A transaction writes its events to the outbox, so that they exist exactly when
// the change does. A relay in every server takes them from there after the commit
// and announces them: inside the process on SQLite, to every server by NOTIFY on
// PostgreSQL. An event carries only a topic and an id; listeners read the state
// anew. An event may come twice, or late, never before its change is visible; and
// every listener is woken now and then without one, so that a lost announcement
// only delays.
package event
