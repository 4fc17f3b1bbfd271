// Package activity keeps what members did, other than buying: behaviour that is
// reported with a number of its own, which counts once for each source, and check-ins,
// of which there is one for each member and day of the mall's calendar.
package activity
