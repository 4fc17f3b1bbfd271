package graph

import (
	"slices"

	"pointsmall/ent"
	"pointsmall/mall"
)

// rolesOf are the named sets of permissions that a staff user has.
func rolesOf(user *ent.Staff) []string {
	if slices.Contains(user.Permissions, mall.PermissionAll) {
		return []string{"OWNER"}
	}
	return []string{}
}
