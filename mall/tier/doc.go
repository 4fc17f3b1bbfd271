// Package tier keeps the levels of membership: what lifts a member to one, what its
// members may do, and how members moved between them.
//
//   - A member rises at once when what they spent, bought or earned within the window
//     reaches a tier's threshold; spending points never counts against them, returned
//     purchases do.
//   - A member falls only when a window ends and a review finds the threshold not reached
//     again: to the tier that is reached, or by one step, as the program says.
//   - What staff grant holds until its end, and is then reviewed like a window's end.
//     Reaching a higher tier meanwhile ends the grant.
package tier
