package setting

import (
	"strconv"

	"pointsmall/mall"
)

// Staff is what is configured for the mall's own users.
type Staff struct {
	// SecondFactor has every user set up a second factor before they may do anything else.
	SecondFactor bool
}

// staffFacts are the settings of staff.
var staffFacts = []fact{{
	name: "staff_second_factor",
	parse: func(m *Mall, text string) *mall.Error {
		is, err := strconv.ParseBool(text)
		if err != nil {
			return mall.Errorf(mall.CodeInvalidInput, "%q is neither true nor false", "%q 既非 true 也非 false", text).At("staff", "requireTwoFactor")
		}
		m.Staff.SecondFactor = is
		return nil
	},
	text:  func(m *Mall) string { return strconv.FormatBool(m.Staff.SecondFactor) },
	check: func(*Mall) *mall.Error { return nil }, // it is one or the other
}}

// mayChange refuses, with FORBIDDEN, who changes what is configured for staff and may not look
// after them: the permission that opens the settings is for rules.
func mayChange(actor mall.Actor, was, is *Mall) *mall.Error {
	if was.Staff != is.Staff && !actor.May(mall.PermissionStaff) {
		return mall.Errorf(mall.CodeForbidden, "this needs the permission STAFF, too", "此项还需要 STAFF 权限").At("staff", "requireTwoFactor")
	}
	return nil
}
