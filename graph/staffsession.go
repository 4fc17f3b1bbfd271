package graph

import (
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/staff"
)

// endSessionsOf reads which sessions to end. Refusals: INVALID_INPUT, NOT_FOUND.
func endSessionsOf(input model.EndStaffSessionsInput) (e access.EndSessions, err error) {
	var ok bool
	switch {
	case input.SessionID != nil && input.StaffID != nil:
		return e, mall.Errorf(mall.CodeInvalidInput, "give sessionId or staffId, not both", "sessionId 与 staffId 只能二选一").At("staffId")
	case input.SessionID != nil:
		if e.Session, ok = input.SessionID.Session(); !ok {
			return e, access.NoSuchSession()
		}
	case input.StaffID != nil:
		if e.User, ok = input.StaffID.Staff(); !ok {
			return e, staff.NotFound()
		}
	}
	return e, nil
}
