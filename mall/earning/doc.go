// Package earning gives members points for what they do. So far that is buying: a
// purchase earns by the ratio of its currency, floored once on its total, and each
// till number counts once.
package earning
