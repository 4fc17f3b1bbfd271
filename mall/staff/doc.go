// Package staff keeps the users of the operator: who they are, what they may do, and
// whether they may act at all. It owns the table staff; sessions and sign-in are access's,
// which joins the two. What is always true:
//
//   - A name and a login belong to one user; they are never used again for another.
//   - Once there is an owner (a user with the permission ALL who is not disabled), there is
//     always one.
package staff
