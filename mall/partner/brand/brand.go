package brand

import (
	"context"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/partner"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Standard is what a partner's keys may do where nobody says otherwise.
var Standard = []mall.Permission{mall.PermissionCatalog, mall.PermissionEarn}

// NewPartner is a partner to add.
type NewPartner struct {
	Name        string
	DisplayName mall.Text
	// Scopes are what its keys may do; nil: Standard.
	Scopes []mall.Permission
}

// Add adds a partner. Refusals: INVALID_INPUT (a field that makes no sense, a name that is
// taken).
func Add(ctx context.Context, tx *store.Tx, p NewPartner, now time.Time) (*ent.Partner, error) {
	if p.Name == "" || p.Name != strings.TrimSpace(p.Name) || len(p.Name) > mall.MaxName {
		return nil, mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes, and no blanks around it", "名称须为 1 至 %d 字节，首尾不能有空白", mall.MaxName).At("name")
	}
	if refusal := checkDisplayName(p.DisplayName); refusal != nil {
		return nil, refusal
	}
	if p.Scopes == nil {
		p.Scopes = Standard
	}
	taken, err := tx.Ent().Partner.Query().Where(partner.Name(p.Name)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, mall.Errorf(mall.CodeInvalidInput, "there is a partner named %q already", "合作伙伴 %q 已存在", p.Name).At("name")
	}
	return tx.Ent().Partner.Create().SetName(p.Name).SetDisplayName(p.DisplayName).SetPermissions(slices.Compact(slices.Sorted(slices.Values(p.Scopes)))).
		SetCreatedAt(now).Save(ctx)
}

// Change is what is to change of a partner; nil stays as it is.
type Change struct {
	DisplayName *mall.Text
	Disabled    *bool
}

// Update changes a partner that must have a version. Refusals: INVALID_INPUT, NOT_FOUND,
// VERSION_CONFLICT.
func Update(ctx context.Context, tx *store.Tx, id mall.PartnerID, version int, c Change, now time.Time) (*ent.Partner, error) {
	if c.DisplayName != nil {
		if refusal := checkDisplayName(*c.DisplayName); refusal != nil {
			return nil, refusal
		}
	}
	found, err := Lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if found.Version != version {
		return nil, mall.Outdated(mall.Text{EN: "the partner", ZH: "合作伙伴"}, "version", found.Version)
	}
	update := found.Update().AddVersion(1)
	if c.DisplayName != nil {
		update.SetDisplayName(*c.DisplayName)
	}
	switch {
	case c.Disabled == nil:
	case !*c.Disabled:
		update.ClearDisabledAt()
	case found.DisabledAt == nil:
		update.SetDisabledAt(now)
	}
	return update.Save(ctx)
}

func checkDisplayName(name mall.Text) *mall.Error {
	refusal := mall.CheckName(name)
	if refusal != nil {
		refusal.Path = []string{"displayName"}
	}
	return refusal
}

// NotFound is NOT_FOUND of a partner, at partnerId.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such partner", "合作伙伴不存在").At("partnerId")
}

// DisplayName is what people read of a partner.
func DisplayName(p *ent.Partner) mall.Text {
	if p.DisplayName == nil {
		return mall.Text{EN: p.Name, ZH: p.Name}
	}
	return *p.DisplayName
}
