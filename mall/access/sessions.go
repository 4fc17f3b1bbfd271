package access

import (
	"context"
	"strings"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// maxUserAgent bounds what is kept of a program's name, in bytes.
const maxUserAgent = 256

// told is what is known of the caller: the address, and what their program says that it is.
func told(ctx context.Context) (address, agent *string) {
	if from := mall.AddressOf(ctx); from.IsValid() {
		address = new(from.String())
	}
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(mall.UserAgentOf(ctx), ""))
	if len(name) > maxUserAgent {
		name = strings.ToValidUTF8(name[:maxUserAgent], "") // a letter may be cut
	}
	if name != "" {
		agent = &name
	}
	return address, agent
}

// StaffSessions reads the sessions of users that have not ended, the newest first.
func (s *Service) StaffSessions(ctx context.Context, ids []mall.StaffID) (map[mall.StaffID][]*ent.Session, error) {
	rows, err := s.db.Ent().Session.Query().Where(session.StaffIDIn(ids...), session.EndedAtIsNil(), session.ExpiresAtGT(s.clock())).
		Order(ent.Desc(session.FieldID)).All(ctx)
	of := make(map[mall.StaffID][]*ent.Session, len(ids))
	for _, row := range rows {
		of[*row.StaffID] = append(of[*row.StaffID], row)
	}
	return of, err
}

// EndSessions says which sessions of staff to end.
type EndSessions struct {
	// Session is the one to end; zero: all of the user's.
	Session mall.SessionID
	// User is whose sessions to end, where Session is zero; zero: the actor's own, except the
	// one that calls.
	User mall.StaffID
}

// EndStaffSessions ends sessions: their tokens are refused at once by this server, and by
// others after LiveFor; their streams end. It returns whose they were. Refusals: NOT_FOUND,
// FORBIDDEN (another user's, and the actor may not look after them).
func (s *Service) EndStaffSessions(ctx context.Context, actor mall.Actor, e EndSessions) (user *ent.Staff, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		whose, which := e.User, session.StaffID(e.User)
		switch {
		case !e.Session.IsZero():
			row, err := tx.Ent().Session.Get(ctx, e.Session)
			if ent.IsNotFound(err) || (err == nil && row.StaffID == nil) {
				return NoSuchSession()
			}
			if err != nil {
				return err
			}
			whose, which = *row.StaffID, session.ID(e.Session)
		case e.User.IsZero():
			whose, which = actor.StaffID, session.And(session.StaffID(actor.StaffID), session.IDNEQ(actor.SessionID))
		}
		if user, err = crew.ByID(whose); err != nil {
			return err
		}
		if whose != actor.StaffID {
			if refusal := crew.MayLookAfter(actor, user); refusal != nil {
				if !e.Session.IsZero() && crew.MayManage(actor) != nil {
					return NoSuchSession() // whose it is, is nobody else's business
				}
				return refusal
			}
		}
		return s.end(ctx, tx, which)
	})
	return user, err
}

// NoSuchSession is NOT_FOUND of a session, at sessionId.
func NoSuchSession() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such session", "会话不存在").At("sessionId")
}
