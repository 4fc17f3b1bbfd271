package access

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// A ticket stands for a flow at the provider, for ticketTTL. Whoever began the flow keeps it,
// and it is in no address: a code that comes back to somebody else is of no use to them.
const (
	ticketTTL     = 10 * time.Minute
	ticketPurpose = "staff openid"
)

// ticket is what a ticket says. Link is the user who links the account with theirs, Token an
// invitation's that is accepted by the account; both empty: somebody signs in.
type ticket struct {
	Flow  openid.Flow  `json:"f"`
	Link  mall.StaffID `json:"u"`
	Token string       `json:"i,omitempty"`
	Until time.Time    `json:"t"`
}

// OpenIDCode is what a browser brings back from the provider, with the ticket of its flow.
type OpenIDCode struct{ Ticket, State, Code string }

// BeginOpenID begins a flow at the provider, to sign in, or with an invitation's token to
// accept that. Refusals: NOT_AVAILABLE (there is no provider, or it does not answer), NOT_FOUND
// (the invitation is not good), INVALID_STATE (it is an owner's).
func (s *Service) BeginOpenID(ctx context.Context, invitation string) (url, sealed string, err error) {
	if invitation != "" {
		if err := s.mayJoinByOpenID(ctx, invitation); err != nil {
			return "", "", err
		}
	}
	return s.beginOpenID(ctx, ticket{Token: invitation})
}

// BeginOpenIDLink begins a flow by which the actor links an account of the provider with
// themselves. Refusals: NOT_AVAILABLE.
func (s *Service) BeginOpenIDLink(ctx context.Context, actor mall.Actor) (url, sealed string, err error) {
	if actor.Kind != mall.ActorStaff {
		return "", "", mall.Errorf(mall.CodeUnauthenticated, "sign in as staff before you link an account", "请先以员工身份登录，再绑定账号").At("link")
	}
	return s.beginOpenID(ctx, ticket{Link: actor.StaffID})
}

func (s *Service) beginOpenID(ctx context.Context, t ticket) (url, sealed string, err error) {
	if s.OpenID == nil {
		return "", "", noProvider()
	}
	if url, t.Flow, err = s.OpenID.Begin(ctx); err != nil {
		return "", "", providerRefusal(ctx, err)
	}
	t.Until = s.clock().Add(ticketTTL)
	content, err := json.Marshal(t)
	if err != nil {
		return "", "", err
	}
	sealed, err = s.Seal(ctx, ticketPurpose, content)
	return url, sealed, err
}

// FinishOpenID signs in the user who has linked the account of the provider, or makes the user
// of the invitation that the flow was begun with, whose login must be the account's verified
// e-mail address. Who has a second factor is asked for it, too. Refusals: EXPIRED (the ticket),
// UNAUTHENTICATED (the provider does not vouch for the code, or no user has linked the account),
// FORBIDDEN (the e-mail address is another than was invited), those of AcceptInvitation,
// SECOND_FACTOR_REQUIRED, NOT_AVAILABLE.
func (s *Service) FinishOpenID(ctx context.Context, c OpenIDCode) (tokens Tokens, err error) {
	account, t, count, err := s.openAccount(ctx, c)
	if err != nil {
		return Tokens{}, err
	}
	if !t.Link.IsZero() {
		return Tokens{}, staleTicket() // linkStaffOpenId takes it
	}
	if t.Token != "" {
		return s.joinByOpenID(ctx, t.Token, account, count)
	}
	user, err := staff.ByOpenID(ctx, s.db.Ent(), account.Issuer, account.Subject)
	if err != nil {
		return Tokens{}, err
	}
	if user == nil || user.DisabledAt != nil {
		return Tokens{}, mall.Errorf(mall.CodeUnauthenticated, "no staff user has linked this account: sign in by password and link it, or ask for an invitation", "没有员工绑定该账号：请以密码登录后绑定，或申请邀请").At("code")
	}
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.forgive(ctx, tx, count); err != nil || staff.HasSecondFactor(user) {
			return err
		}
		tokens, err = s.begin(ctx, tx, nil, &user.ID)
		return err
	})
	if err == nil && staff.HasSecondFactor(user) {
		return Tokens{}, s.ask(ctx, user)
	}
	return tokens, err
}

// LinkOpenID links an account of the provider with the actor, who has begun the flow. Refusals:
// EXPIRED, UNAUTHENTICATED, NOT_AVAILABLE, INVALID_STATE (another user has linked the account).
func (s *Service) LinkOpenID(ctx context.Context, actor mall.Actor, c OpenIDCode) (user *ent.Staff, err error) {
	account, t, count, err := s.openAccount(ctx, c)
	if err != nil {
		return nil, err
	}
	if t.Link != actor.StaffID {
		return nil, staleTicket()
	}
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		if err := notLinked(ctx, tx, account, actor.StaffID); err != nil {
			return err
		}
		if user, err = crew.ByID(actor.StaffID); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		user, err = staff.SetOpenID(ctx, user, account.Issuer, account.Subject)
		return err
	})
	if err == nil {
		slog.InfoContext(ctx, "a staff user has linked an account of the OpenID provider", "user", user.ID.String(), "login", user.Login, "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// UnlinkOpenID has the actor sign in without the provider. Refusals: VERSION_CONFLICT.
func (s *Service) UnlinkOpenID(ctx context.Context, actor mall.Actor, version int) (user *ent.Staff, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		locked, err := lockActor(ctx, tx, actor)
		if err != nil {
			return err
		}
		if locked.Version != version {
			return mall.Outdated(mall.Text{EN: "the user", ZH: "员工信息"}, "version", locked.Version)
		}
		user, err = staff.SetOpenID(ctx, locked, "", "")
		return err
	})
	return user, err
}

// openAccount asks the provider whose code this is. Each try is counted, and forgiven by who
// goes on with the account.
func (s *Service) openAccount(ctx context.Context, c OpenIDCode) (account openid.Account, t ticket, count counters, err error) {
	if s.OpenID == nil {
		return account, t, nil, noProvider()
	}
	content, ok, err := s.Unseal(ctx, ticketPurpose, c.Ticket)
	if err != nil {
		return account, t, nil, err
	}
	if !ok || json.Unmarshal(content, &t) != nil || !s.clock().Before(t.Until) {
		return account, t, nil, staleTicket()
	}
	count = s.Limits.linking(mall.AddressOf(ctx))
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) })
	if err != nil {
		return account, t, nil, err
	}
	account, err = s.OpenID.Finish(ctx, t.Flow, c.State, c.Code)
	return account, t, count, providerRefusal(ctx, err)
}

// mayJoinByOpenID refuses invitations that cannot be accepted through the provider.
func (s *Service) mayJoinByOpenID(ctx context.Context, token string) error {
	link, err := staff.GoodLink(ctx, s.db.Ent(), digest(token), s.clock())
	if err != nil {
		return err
	}
	if link == nil || !strings.HasPrefix(token, invitationPrefix) {
		refusal := badLink()
		refusal.Path = []string{"invitationToken"}
		return refusal
	}
	if slices.Contains(link.Permissions, mall.PermissionAll) {
		return mall.Errorf(mall.CodeInvalidState, "an owner's invitation is accepted with a password: link the account afterwards", "所有者的邀请须以密码接受：之后可绑定账号").At("invitationToken")
	}
	return nil
}

// joinByOpenID makes the user of an invitation, who has no password and signs in through the
// provider.
func (s *Service) joinByOpenID(ctx context.Context, token string, account openid.Account, count counters) (tokens Tokens, err error) {
	if err := s.EnsureKey(ctx); err != nil {
		return Tokens{}, err
	}
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		link, err := staff.GoodLink(ctx, tx.Ent(), digest(token), s.clock())
		if err != nil {
			return err
		}
		if link == nil || slices.Contains(link.Permissions, mall.PermissionAll) {
			return staleTicket()
		}
		if account.Email == "" || Login(account.Email) != link.Login {
			return mall.Errorf(mall.CodeForbidden, "the invitation is for %q, and the account's verified e-mail address is another", "邀请对象为 %q，与该账号已验证的邮箱不符", link.Login).At("code")
		}
		if err := notLinked(ctx, tx, account, mall.StaffID{}); err != nil {
			return err
		}
		user, err := s.join(ctx, tx, crew, token, nobodysHash())
		if err != nil {
			return err
		}
		if user, err = staff.SetOpenID(ctx, user, account.Issuer, account.Subject); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		tokens, err = s.begin(ctx, tx, nil, &user.ID)
		return err
	})
	return tokens, err
}

// notLinked refuses an account that another user has linked.
func notLinked(ctx context.Context, tx *store.Tx, account openid.Account, self mall.StaffID) error {
	user, err := staff.ByOpenID(ctx, tx.Ent(), account.Issuer, account.Subject)
	if err != nil || user == nil || user.ID == self {
		return err
	}
	return mall.Errorf(mall.CodeInvalidState, "another staff user has linked this account", "该账号已被其他员工绑定").At("code")
}

func noProvider() *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "this mall has no OpenID provider: sign in by password", "本商城未配置 OpenID 登录：请使用密码登录")
}

func staleTicket() *mall.Error {
	return mall.Errorf(mall.CodeExpired, "the ticket is not of this flow, or not valid any more: begin again with beginStaffOpenId", "登录流程已失效：请重新调用 beginStaffOpenId").At("ticket")
}

// providerRefusal turns what went wrong at the provider into what the caller may see.
func providerRefusal(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, openid.ErrRefused):
		return mall.Errorf(mall.CodeUnauthenticated, "the OpenID provider does not vouch for this code: begin again", "OpenID 登录验证失败：请重新开始").At("code")
	case errors.Is(err, openid.ErrUnavailable):
		slog.WarnContext(ctx, "the OpenID provider does not answer", "error", err)
		return mall.Errorf(mall.CodeNotAvailable, "the OpenID provider does not answer: try again, or sign in by password", "OpenID 服务暂不可用：请重试，或使用密码登录")
	}
	return err
}
