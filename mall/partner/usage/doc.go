// Package usage counts what partners' API keys ask for, by day, and holds them to
// their quotas.
//
// Each server counts in memory and adds its counts to the database every second, when
// a key has made a hundred calls, and when it stops. What other servers have counted
// it reads then, and before a call where it has not for a second. So a key may make
// more calls than its quota: at most what the other servers have not written yet, some
// hundred calls each.
package usage
