package member

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// MaxAddresses is how many addresses a member may have.
const MaxAddresses = 50

// AddAddress keeps an address of a member. The first is the default; another is when it is said
// to be. Refusals: INVALID_INPUT, LIMIT_EXCEEDED.
func (s *Service) AddAddress(ctx context.Context, m mall.MemberID, a mall.PostalAddress, isDefault bool) (added *ent.Address, err error) {
	a = a.Trim()
	if refusal := a.Check(); refusal != nil {
		return nil, refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := lockAddresses(ctx, tx, m)
		if err != nil {
			return err
		}
		if n >= MaxAddresses {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "a member has at most %d addresses: delete one first", "每位会员最多保存 %d 个地址，请先删除一个", MaxAddresses)
			refusal.Figures = mall.Figures{Limit: MaxAddresses}
			return refusal
		}
		if isDefault = isDefault || n == 0; isDefault {
			if err := noDefault(ctx, tx, m); err != nil {
				return err
			}
		}
		added, err = addAddress(ctx, tx, m, a, isDefault, s.clock())
		return err
	})
	return added, err
}

// ChangeAddress changes an address of a member; orders keep what they have copied. isDefault nil
// leaves it as it is; only another one that becomes the default takes that from it. Refusals:
// INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT.
func (s *Service) ChangeAddress(ctx context.Context, m mall.MemberID, id mall.AddressID, version int, a mall.PostalAddress, isDefault bool) (changed *ent.Address, err error) {
	a = a.Trim()
	if refusal := a.Check(); refusal != nil {
		return nil, refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		was, err := s.ownAddress(ctx, tx, m, id, version)
		if err != nil {
			return err
		}
		if isDefault && !was.IsDefault {
			if err := noDefault(ctx, tx, m); err != nil {
				return err
			}
		}
		changed, err = saveAddress(ctx, tx, was, a, isDefault || was.IsDefault)
		return err
	})
	return changed, err
}

// DropAddress deletes an address of a member. Where it was the default, the newest of the others
// becomes it. Refusals: NOT_FOUND, VERSION_CONFLICT.
func (s *Service) DropAddress(ctx context.Context, m mall.MemberID, id mall.AddressID, version int) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		was, err := s.ownAddress(ctx, tx, m, id, version)
		if err != nil {
			return err
		}
		return dropAddress(ctx, tx, was)
	})
}

// ownAddress locks the member's addresses, and reads one of which they saw a version.
func (s *Service) ownAddress(ctx context.Context, tx *store.Tx, m mall.MemberID, id mall.AddressID, version int) (*ent.Address, error) {
	if _, err := lockAddresses(ctx, tx, m); err != nil {
		return nil, err
	}
	a, err := findAddress(ctx, tx.Ent(), m, id)
	switch {
	case err != nil:
		return nil, err
	case a == nil:
		return nil, NoAddress()
	case a.Version != version:
		return nil, mall.Outdated(mall.Text{EN: "the address", ZH: "收货地址"}, "version", a.Version)
	}
	return a, nil
}

// Address reads an address of a member. Refusal: NOT_FOUND, at addressId.
func (s *Service) Address(ctx context.Context, m mall.MemberID, id mall.AddressID) (*ent.Address, error) {
	a, err := findAddress(ctx, s.db.Ent(), m, id)
	if err == nil && a == nil {
		return nil, NoAddress()
	}
	return a, err
}

// NoAddress says that there is no such address, or not for this caller.
func NoAddress() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such address", "收货地址不存在").At("addressId")
}
