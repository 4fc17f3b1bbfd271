// Package staff keeps the users of the operator: who they are, what they may do, by
// themselves and by their roles, and whether they may act at all. It owns the tables staff,
// staff_roles, staff_links (invitations, and links to a new password), recovery_codes and
// passkeys; sessions and sign-in are access's, which joins them. What is always true:
//
//   - A name and a login belong to one user; they are never used again for another.
//   - Once there is an owner (a user with the permission ALL who is not disabled), there is
//     always one. No role holds ALL: who is an owner stands with the user.
//   - Nobody gives what they do not have, and nobody changes a user who may do more than they.
//   - A role that a user has, or an open invitation gives, is not deleted.
//   - A link, and a recovery code, is good once. Their digests alone are stored.
package staff
