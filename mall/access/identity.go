package access

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/access/wechat"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// memberTicketPurpose keeps tickets of members from being taken for those of staff.
const memberTicketPurpose = "member identity"

// memberTicket stands for a member's flow at a provider; see ticket. Link is who links an account;
// zero: somebody signs in.
type memberTicket struct {
	Provider mall.IdentityProvider `json:"p"`
	Flow     openid.Flow           `json:"f"`
	Link     mall.MemberID         `json:"m"`
	Until    time.Time             `json:"t"`
}

// IdentityCode is what shows that an account elsewhere is the caller's. A mini-program has a Code
// alone; a browser brings it back with State, and the page has kept the Ticket.
type IdentityCode struct {
	Provider            mall.IdentityProvider
	Ticket, State, Code string
}

// BeginIdentity begins a flow in a browser: to sign in, or with link to link an account with the
// actor. Refusals: NOT_AVAILABLE (the mall has no such provider, or it does not answer),
// INVALID_INPUT (mini-programs begin by themselves), UNAUTHENTICATED (link without a member).
func (s *Service) BeginIdentity(ctx context.Context, actor mall.Actor, p mall.IdentityProvider, link bool) (url, sealed string, err error) {
	t := memberTicket{Provider: p, Until: s.clock().Add(ticketTTL)}
	if link {
		if actor.Kind != mall.ActorMember {
			return "", "", mall.Errorf(mall.CodeUnauthenticated, "sign in as a member before you link an account", "请先以会员身份登录，再绑定账号").At("link")
		}
		t.Link = actor.MemberID
	}
	switch {
	case p == mall.IdentityWeChatMini:
		return "", "", mall.Errorf(mall.CodeInvalidInput, "a mini-program sends its code at once: it has no page to begin with", "小程序直接提交登录凭证，无需先打开页面").At("provider")
	case !s.knows(p):
		return "", "", noIdentityProvider()
	case p == mall.IdentityOpenID:
		if url, t.Flow, err = s.MemberOpenID.Begin(ctx); err != nil {
			return "", "", identityRefusal(ctx, err)
		}
	default:
		t.Flow.State = newSecret()
		url = s.WeChat.Page(t.Flow.State)
	}
	content, err := json.Marshal(t)
	if err != nil {
		return "", "", err
	}
	sealed, err = s.Seal(ctx, memberTicketPurpose, content)
	return url, sealed, err
}

func (s *Service) knows(p mall.IdentityProvider) bool {
	return p == mall.IdentityOpenID && s.MemberOpenID != nil || s.WeChat.Has(p)
}

// vouched is an account with what its provider says of it.
type vouched struct {
	member.Account
	// email is an address that the provider has verified; nil: none.
	email *mall.Contact
}

// SignInByIdentity signs in the member who has linked an account. Who is new becomes a member,
// with the account's verified e-mail address. An account whose verified address another member
// has proven is refused: they sign in first, and link it. Refusals: EXPIRED (the ticket),
// UNAUTHENTICATED (the provider does not vouch for the code), INVALID_STATE (see above),
// INVALID_INPUT, NOT_FOUND (the referral code), NOT_AVAILABLE.
func (s *Service) SignInByIdentity(ctx context.Context, c IdentityCode, a Arrival) (tokens Tokens, err error) {
	if refusal := a.check(); refusal != nil {
		return Tokens{}, refusal
	}
	v, count, err := s.vouch(ctx, c, mall.MemberID{})
	if err != nil {
		return Tokens{}, err
	}
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		m, err := s.ownerOf(ctx, tx, v.Account)
		if err != nil {
			return err
		}
		if m != nil {
			tokens, err = s.beginMember(ctx, tx, m)
			return err
		}
		if v.email != nil {
			owner, err := member.FindByContact(ctx, tx.Ent(), *v.email)
			if err != nil {
				return err
			}
			if owner != nil {
				return mall.Errorf(mall.CodeInvalidState, "a member has the e-mail address of this account: sign in by a code, and link the account then", "该账号的邮箱已属于一位会员：请先以验证码登录，再绑定该账号").At("code")
			}
		}
		if tokens, err = s.joinMember(ctx, tx, member.NewPerson{Name: nameOf(ctx, a), Contact: v.email}, a); err != nil {
			return err
		}
		_, err = member.AddIdentity(ctx, tx, tokens.Member.ID, v.Account, s.clock())
		return err
	})
	if store.IsUnique(err) { // the same account signs in for the first time, twice at once
		return Tokens{}, mall.Errorf(mall.CodeInvalidState, "this account signs in already: begin again", "该账号正在登录：请重新开始").At("code")
	}
	return tokens, err
}

// ownerOf is the member who has linked an account, or another of the same person at WeChat, which
// is linked, too; nil: nobody has.
func (s *Service) ownerOf(ctx context.Context, tx *store.Tx, a member.Account) (*ent.Member, error) {
	row, err := member.FindIdentity(ctx, tx.Ent(), a)
	if err != nil {
		return nil, err
	}
	if row != nil {
		if err := member.UseIdentity(ctx, row, a, s.clock()); err != nil {
			return nil, err
		}
		return member.Find(ctx, tx.Ent(), row.MemberID)
	}
	owner, ok, err := member.OwnerOfUnion(ctx, tx.Ent(), a.UnionID)
	if err != nil || !ok {
		return nil, err
	}
	if _, err := member.AddIdentity(ctx, tx, owner, a, s.clock()); err != nil {
		return nil, err
	}
	return member.Find(ctx, tx.Ent(), owner)
}

// LinkIdentity links an account with the actor, who has begun the flow. Refusals: EXPIRED,
// UNAUTHENTICATED, NOT_AVAILABLE, INVALID_STATE (another member has linked it).
func (s *Service) LinkIdentity(ctx context.Context, actor mall.Actor, c IdentityCode) (m *ent.Member, err error) {
	v, count, err := s.vouch(ctx, c, actor.MemberID)
	if err != nil {
		return nil, err
	}
	taken := mall.Errorf(mall.CodeInvalidState, "another member has linked this account", "该账号已被其他会员绑定").At("code")
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if m, err = member.Lock(ctx, tx, actor.MemberID); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		row, err := member.FindIdentity(ctx, tx.Ent(), v.Account)
		if err != nil {
			return err
		}
		if row != nil {
			if row.MemberID != m.ID {
				return taken
			}
			return nil
		}
		if owner, ok, err := member.OwnerOfUnion(ctx, tx.Ent(), v.UnionID); err != nil || ok && owner != m.ID {
			if err == nil {
				err = taken
			}
			return err
		}
		_, err = member.AddIdentity(ctx, tx, m.ID, v.Account, s.clock())
		return err
	})
	if store.IsUnique(err) {
		return nil, taken
	}
	if err == nil {
		slog.InfoContext(ctx, "a member has linked an account", "member", m.ID.String(), "provider", c.Provider, "from", mall.AddressOf(ctx).String())
	}
	return m, err
}

// UnlinkIdentity unlinks an account of the actor. Refusals: NOT_FOUND, INVALID_STATE (it is their
// last way to sign in).
func (s *Service) UnlinkIdentity(ctx context.Context, actor mall.Actor, id mall.IdentityID) (m *ent.Member, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if m, err = member.Lock(ctx, tx, actor.MemberID); err != nil {
			return err
		}
		if err := member.DropIdentity(ctx, tx, m.ID, id); err != nil {
			return err
		}
		return staysReachable(ctx, tx, m)
	})
	return m, err
}

// vouch asks the provider whose code this is. Each try is counted, and forgiven by who goes on.
func (s *Service) vouch(ctx context.Context, c IdentityCode, link mall.MemberID) (v vouched, count counters, err error) {
	if !s.knows(c.Provider) {
		return v, nil, noIdentityProvider()
	}
	var t memberTicket
	if c.Provider != mall.IdentityWeChatMini {
		content, ok, err := s.Unseal(ctx, memberTicketPurpose, c.Ticket)
		if err != nil {
			return v, nil, err
		}
		if !ok || json.Unmarshal(content, &t) != nil || !s.clock().Before(t.Until) || t.Provider != c.Provider || t.Link != link {
			return v, nil, mall.Errorf(mall.CodeExpired, "the ticket is not of this flow, or not valid any more: begin again with beginIdentity", "登录流程已失效：请重新调用 beginIdentity").At("ticket")
		}
	}
	count = s.Limits.proving(mall.AddressOf(ctx))
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) })
	if err != nil {
		return v, nil, err
	}
	switch c.Provider {
	case mall.IdentityOpenID:
		account, err := s.MemberOpenID.Finish(ctx, t.Flow, c.State, c.Code)
		if err != nil {
			return v, nil, identityRefusal(ctx, err)
		}
		v.Account = member.Account{Provider: c.Provider, Issuer: account.Issuer, Subject: account.Subject}
		if address, ok := mall.ParseEmail(account.Email); ok {
			v.email = &mall.Contact{Kind: mall.ContactEmail, Address: address}
		}
	default:
		if c.Provider == mall.IdentityWeChatWeb && subtle.ConstantTimeCompare([]byte(t.Flow.State), []byte(c.State)) != 1 {
			return v, nil, identityRefusal(ctx, wechat.ErrRefused)
		}
		account, err := s.WeChat.Who(ctx, c.Provider, c.Code)
		if err != nil {
			return v, nil, identityRefusal(ctx, err)
		}
		v.Account = member.Account{Provider: c.Provider, Issuer: account.Issuer, Subject: account.Subject, UnionID: account.UnionID}
	}
	return v, count, nil
}

func noIdentityProvider() *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "members of this mall cannot sign in by such an account", "本商城不支持以该类账号登录").At("provider")
}

// identityRefusal turns what went wrong at a provider into what the caller may see.
func identityRefusal(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, openid.ErrRefused), errors.Is(err, wechat.ErrRefused):
		return mall.Errorf(mall.CodeUnauthenticated, "the provider does not vouch for this code: begin again", "账号验证失败：请重新开始").At("code")
	case errors.Is(err, openid.ErrUnavailable), errors.Is(err, wechat.ErrUnavailable):
		slog.WarnContext(ctx, "a provider of sign-ins does not answer", "error", err)
		return mall.Errorf(mall.CodeNotAvailable, "the provider does not answer: try again, or sign in in another way", "账号服务暂不可用：请重试，或使用其他方式登录")
	}
	return err
}
