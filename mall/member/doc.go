// Package member keeps the people who collect points, and the tiers they are in.
// A member has at most one login and at most one external reference (the number
// that a till or an older system knows them by); each belongs to one member.
package member
