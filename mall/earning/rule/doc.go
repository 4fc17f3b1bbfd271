// Package rule keeps the rules by which events earn points, and says what an event
// earns by them.
//
// A rule has a code and versions. A draft is edited; activating it retires the version
// that was active before. An active or retired version is never changed, because
// entries name it.
//
// Evaluation is pure (Set.Evaluate): no database, no clock. What is always true:
//
//   - All arithmetic is on exact fractions. One event is floored once, at the end.
//   - The whole points are shared over the rules, and over a purchase's lines, by
//     largest remainder: the shares sum to the points, and each is the floor of its
//     exact part or one more.
//   - A cap cuts a rule's exact part, and counts its whole share.
package rule
