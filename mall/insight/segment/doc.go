// Package segment keeps saved conditions that pick members, in the language of earning rules, and
// counts whom they pick. It owns the conditions; whom they pick follows from the members as they
// are when they are counted.
package segment
