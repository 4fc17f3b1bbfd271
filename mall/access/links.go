package access

import (
	"context"
	"strconv"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/notice"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// Links makes the addresses in mails to staff.
type Links struct {
	// Console is the address of the pages of staff, such as https://mall.example/console; "": there are
	// none, and links are shown to whoever makes them.
	Console string
}

// to is the address of a page that takes a token. The token stands behind #, which browsers send
// to no server.
func (l Links) to(page, token string) string { return l.Console + page + "#" + token }

// mailsTo reports whether links for a login can be mailed: it is an address, there are pages, and
// the mall sends mail.
func (s *Service) mailsTo(ctx context.Context, login string) (bool, error) {
	if _, ok := mall.ParseEmail(login); !ok || s.Links.Console == "" || s.Notices == nil {
		return false, nil
	}
	set, err := s.Notices.Settings(ctx, mall.MessageMail)
	return set != nil, err
}

// mailLink queues the mail of a link, in the transaction that makes the link.
func (s *Service) mailLink(ctx context.Context, tx *store.Tx, link *ent.StaffLink, purpose notice.Purpose, token string) error {
	page, lasts := "/invitation", staff.InvitationTTL
	if purpose == notice.PurposeStaffPassword {
		page, lasts = "/password", staff.ResetTTL
	}
	return s.Notices.Queue(ctx, tx, notice.Message{
		Channel: mall.MessageMail, To: link.Login, Purpose: purpose, Lang: mall.LangOf(ctx), Until: link.ExpiresAt,
		Values: map[string]string{"link": s.Links.to(page, token), "name": link.Name, "hours": strconv.Itoa(int(lasts / time.Hour))},
	})
}
