// Package campaign keeps campaigns: what members can take part in for a time. What each kind
// does is a package of its own below this one, and imports it. What is always true:
//
//   - A campaign begins and ends by the clock, at once on every server: StatusAt says how a
//     stored status and a moment are read together. A job writes the status later.
//   - Its version counts what staff did with it. What must not pass a change unseen is guarded
//     by it.
//   - Every step has a row: when, to which status, by whom.
//
// It owns campaigns and their steps, and no points, goods or draws.
package campaign
