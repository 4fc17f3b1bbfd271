// Package task keeps tasks and challenges, which are data as rules are, and how far
// each member is with each of them.
//
//   - A task has steps; each counts events of one kind, under a condition if need be.
//   - Progress belongs to a task's code, a member and a window of the mall's calendar.
//     Whoever changes it holds the lock of the member's account.
//   - It only ever grows, and does not depend on the order in which events are told of:
//     steps that may be done in any order just count, and steps in sequence keep the
//     times of their events, from which what is done follows.
//
// Completing a task pays by rules, which is package earning's business.
package task
