package loader

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Keys and Catalogs are partners', Shared what these catalogs hold.
func (l *Loaders) Keys() *Loader[mall.PartnerID, []*ent.APIKey] {
	return once(l, &l.keys, func() *Loader[mall.PartnerID, []*ent.APIKey] {
		return newLoader(true, l.s.Access.KeysOfPartners)
	})
}

// StaffRoles has all roles of staff under the key ""; Sessions,
// RecoveryCodes and Passkeys are users'.
func (l *Loaders) StaffRoles() *Loader[string, map[mall.StaffRoleID]*ent.StaffRole] {
	return once(l, &l.staffRoles, func() *Loader[string, map[mall.StaffRoleID]*ent.StaffRole] {
		return newLoader(false, func(ctx context.Context, _ []string) (map[string]map[mall.StaffRoleID]*ent.StaffRole, error) {
			roles, err := l.s.Staff.RolesByID(ctx)
			return map[string]map[mall.StaffRoleID]*ent.StaffRole{"": roles}, err
		})
	})
}

// Sessions are those of a staff user.
func (l *Loaders) Sessions() *Loader[mall.StaffID, []*ent.Session] {
	return once(l, &l.sessions, func() *Loader[mall.StaffID, []*ent.Session] {
		return newLoader(true, l.s.Access.StaffSessions)
	})
}

// RecoveryCodes is how many a staff user has left.
func (l *Loaders) RecoveryCodes() *Loader[mall.StaffID, int] {
	return once(l, &l.recoveryCodes, func() *Loader[mall.StaffID, int] {
		return newLoader(true, l.s.Staff.RecoveryCodesLeft)
	})
}

// Passkeys are those of a staff user.
func (l *Loaders) Passkeys() *Loader[mall.StaffID, []*ent.Passkey] {
	return once(l, &l.passkeys, func() *Loader[mall.StaffID, []*ent.Passkey] {
		return newLoader(true, l.s.Staff.Passkeys)
	})
}
