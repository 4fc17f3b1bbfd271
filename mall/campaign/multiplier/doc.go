// Package multiplier is the campaign in which events earn more: it owns rules of the earning engine,
// which run from its start to its end, and a budget of points that stops exactly when it is spent.
// What is always true:
//
//   - Its rules are drafts, active, paused and retired with it, and never change.
//   - They give for events that happened within its time, by the time that the event says.
//   - Together they give no more points than the budget (package earning/budget).
//
// How a rule earns, stacks and is explained or simulated is package earning/rule's.
package multiplier
