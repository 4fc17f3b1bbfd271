// Package setting keeps the few facts about the mall itself.
//
//   - A fact is a row of the table settings: its name and its text. What has no row has a
//     default. The table setting_changes has a row for each change: who, when, what; the
//     newest one's number is the version of the whole.
//   - The same checks stand before a change and before what was read: settings that make no
//     sense are never used.
//   - Live has the settings of a running server. An operation asks it once, at its begin, and
//     keeps what it gets: nothing is reckoned half by old and half by new settings. What was
//     granted, or promised until a date, is stored, and no change touches it.
//   - The currency and the time zone are fixed: all that is recorded was reckoned by them.
package setting
