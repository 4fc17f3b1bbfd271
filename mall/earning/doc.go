// Package earning gives members points for what they do, by the mall's rules.
//
// Whatever may earn goes one way, that of package store. A use case says which events may
// come of its request (wants.go: possible); the desk loads whatever these might touch:
// accounts, rules, histories, caps, tasks, tiers, referrals; the use case decides, calls
// desk.award for an event that is new, and the desk saves everything in one batch. An event
// of a new kind needs only its own use case: see activities.go.
//
// Each event counts once, in whatever order events arrive: days, windows and schedules
// go by when it happened, in the mall's zone.
//
// The family's arrows run from this package to its children, which are records: rule,
// grant, growth, activity, correction, purchase, task, referral, scancode, game. No child
// imports this package or another child; one exception is task, whose steps have the conditions of rule.
package earning
