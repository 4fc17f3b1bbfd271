package loader

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
)

// Levels are missing for those who are no members.
func (l *Loaders) Levels() *Loader[mall.MemberID, member.Level] {
	return once(l, &l.levels, func() *Loader[mall.MemberID, member.Level] {
		return newLoader(false, l.s.Members.Levels)
	})
}

// Addresses are those of a member.
func (l *Loaders) Addresses() *Loader[mall.MemberID, []*ent.Address] {
	return once(l, &l.addresses, func() *Loader[mall.MemberID, []*ent.Address] {
		return newLoader(true, l.s.Members.Addresses)
	})
}

// Identities are those of a member.
func (l *Loaders) Identities() *Loader[mall.MemberID, []*ent.Identity] {
	return once(l, &l.identities, func() *Loader[mall.MemberID, []*ent.Identity] {
		return newLoader(true, l.s.Members.Identities)
	})
}

// Consents are those of a member.
func (l *Loaders) Consents() *Loader[mall.MemberID, []*ent.Consent] {
	return once(l, &l.consents, func() *Loader[mall.MemberID, []*ent.Consent] {
		return newLoader(true, l.s.Members.Consents)
	})
}

// Avatars reads avatars by their ids.
func (l *Loaders) Avatars() *Loader[mall.PictureID, *ent.Picture] {
	return once(l, &l.avatars, func() *Loader[mall.PictureID, *ent.Picture] {
		return newLoader(true, l.s.Media.Pictures)
	})
}

// Transfers reads transfers by their ids.
func (l *Loaders) Transfers() *Loader[mall.TransferID, *ent.Transfer] {
	return once(l, &l.transfers, func() *Loader[mall.TransferID, *ent.Transfer] {
		return newLoader(true, l.s.Ledger.Transfers)
	})
}

// Owners are whose accounts some are.
func (l *Loaders) Owners() *Loader[mall.AccountID, mall.MemberID] {
	return once(l, &l.owners, func() *Loader[mall.AccountID, mall.MemberID] {
		return newLoader(true, l.s.Ledger.MembersOf)
	})
}

// Makers are the entries that made lots.
func (l *Loaders) Makers() *Loader[*ent.Lot, *ent.Entry] {
	return once(l, &l.makers, func() *Loader[*ent.Lot, *ent.Entry] {
		return newLoader(true, l.s.Ledger.Makers)
	})
}

// GameKeys are those of a game.
func (l *Loaders) GameKeys() *Loader[mall.GameID, []*ent.GameKey] {
	return once(l, &l.gameKeys, func() *Loader[mall.GameID, []*ent.GameKey] {
		return newLoader(true, l.s.Games.KeysOf)
	})
}

// Profiles are members' own facts.
func (l *Loaders) Profiles() *Loader[mall.MemberID, *member.Profile] {
	return once(l, &l.profiles, func() *Loader[mall.MemberID, *member.Profile] {
		return newLoader(true, l.s.Members.Profiles)
	})
}

// Balances are accounts of members.
func (l *Loaders) Balances() *Loader[ledger.Holder, ledger.Balance] {
	return once(l, &l.balances, func() *Loader[ledger.Holder, ledger.Balance] {
		return newLoader(false, l.s.Ledger.BalancesOf)
	})
}

// PointsNames are the currencies of points, by code.
func (l *Loaders) PointsNames() *Loader[string, *ent.PointsCurrency] {
	return once(l, &l.pointsNames, func() *Loader[string, *ent.PointsCurrency] {
		return newLoader(false, l.s.Ledger.Currencies)
	})
}

// Donated is what was given to a cause.
func (l *Loaders) Donated() *Loader[mall.CauseID, mall.Points] {
	return once(l, &l.donated, func() *Loader[mall.CauseID, mall.Points] {
		return newLoader(true, func(ctx context.Context, causes []mall.CauseID) (map[mall.CauseID]mall.Points, error) {
			return l.s.Ledger.Donated(ctx, causes, mall.DefaultPoints)
		})
	})
}

// Grants are nil for entries that no rule is behind.
func (l *Loaders) Grants() *Loader[mall.EntryID, *grant.Grant] {
	return once(l, &l.grants, func() *Loader[mall.EntryID, *grant.Grant] {
		return newLoader(true, l.s.Grants.OfEntries).leading(func(found map[mall.EntryID]*grant.Grant) {
			var keys []rule.Key
			for _, g := range there(found) {
				for _, p := range g.Parts {
					keys = append(keys, rule.Key{Code: p.Rule, Version: p.Version})
				}
			}
			l.Rules().Expect(keys)
		})
	})
}

// Rules reads versions of rules.
func (l *Loaders) Rules() *Loader[rule.Key, *rule.Rule] {
	return once(l, &l.rules, func() *Loader[rule.Key, *rule.Rule] {
		return newLoader(false, l.s.Rules.ByKeys)
	})
}

// Numbers are those under which purchases, returns and activities were reported.
func (l *Loaders) Numbers() *Loader[mall.AnyID, string] {
	return once(l, &l.numbers, func() *Loader[mall.AnyID, string] {
		return newLoader(true, l.s.Earning.Numbers)
	})
}

// Progress is nil for what a member has not begun.
func (l *Loaders) Progress() *Loader[task.Key, *task.Progress] {
	return once(l, &l.progress, func() *Loader[task.Key, *task.Progress] {
		return newLoader(true, l.s.Tasks.ByKeys)
	})
}
