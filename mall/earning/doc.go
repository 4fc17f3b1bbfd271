// Package earning gives members points for what they do, by the mall's rules.
//
// Whatever may earn goes one way. A use case reads its requests, makes an occasion of
// each, opens a desk for them (desk.go: accounts, rules, histories, caps), decides each
// in memory, calls desk.award for those that are new, and saves everything in one
// batch. An event of a new kind needs only its own use case: see activity.go.
//
// Each event counts once, in whatever order events arrive: days, windows and schedules
// go by when it happened, in the mall's zone.
//
// The family's arrows run from this package to its children, which are records: rule,
// grant, growth, activity, purchase, task, referral, scancode, game. No child imports this
// package or another child; one exception is task, whose steps have the conditions of rule.
package earning
