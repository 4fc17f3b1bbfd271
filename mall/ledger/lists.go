package ledger

import (
	"context"
	"slices"
	"strings"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/ent/account"
	entries "pointsmall/ent/entry"
	"pointsmall/ent/hold"
	"pointsmall/ent/predicate"
	"pointsmall/ent/transfer"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// EntriesFilter says which entries of all members are meant; what is zero narrows nothing.
type EntriesFilter struct {
	// Accounts are those whose entries are meant; nil: all.
	Accounts []mall.AccountID
	Kinds    []mall.PointsEntryKind
	// Actor is the staff user or partner who made them.
	Actor    string
	Order    *mall.OrderID
	Purchase *mall.PurchaseID
	Currency mall.PointsCurrency
	// From and Until bound when they happened.
	From, Until *time.Time
}

// seldom are the kinds that an index finds: see ent/schema's Entry.
var seldom = []mall.PointsEntryKind{
	mall.EntryAdjust, mall.EntryClawback, mall.EntryDonate, mall.EntryExchange, mall.EntryPrize, mall.EntryRefund, mall.EntryTransferIn, mall.EntryTransferOut,
}

func (f EntriesFilter) where() []predicate.Entry {
	where := []predicate.Entry{entries.SeqNotNil()}
	if f.Accounts != nil {
		where = append(where, store.Among(entries.FieldAccountID, "uuid", f.Accounts))
	}
	if len(f.Kinds) > 0 {
		where = append(where, kindsIn(f.Kinds))
	}
	if f.Actor != "" {
		where = append(where, entries.Actor(f.Actor))
		if _, staff := mall.AnyID(f.Actor).Staff(); staff {
			where = append(where, literally(entries.FieldActor+" like 'stf_%'")) // as the index has it
		}
	}
	if f.Order != nil {
		where = append(where, entries.OrderID(*f.Order))
	}
	if f.Purchase != nil {
		where = append(where, entries.PurchaseID(*f.Purchase))
	}
	if f.Currency != "" {
		where = append(where, entries.Currency(f.Currency))
	}
	if f.From != nil {
		where = append(where, entries.OccurredAtGTE(*f.From))
	}
	if f.Until != nil {
		where = append(where, entries.OccurredAtLT(*f.Until))
	}
	return where
}

// kindsIn is the condition of kinds. Where an index knows all of them they stand in the text, or
// else the database could not tell.
func kindsIn(kinds []mall.PointsEntryKind) predicate.Entry {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		if !slices.Contains(seldom, k) {
			return entries.KindIn(kinds...)
		}
		names[i] = "'" + string(k) + "'" // one of the mall's own words
	}
	all := make([]string, len(seldom))
	for i, k := range seldom {
		all[i] = "'" + string(k) + "'"
	}
	// SQLite takes an index whose condition the query repeats, PostgreSQL one that follows from it.
	return literally(entries.FieldKind + " in (" + strings.Join(names, ", ") + ") and " + entries.FieldKind + " in (" + strings.Join(all, ", ") + ")")
}

func literally(condition string) predicate.Entry {
	return func(s *entsql.Selector) { s.Where(entsql.ExprP(condition)) }
}

// AccountsOf are a member's accounts, for EntriesFilter.
func (s *Service) AccountsOf(ctx context.Context, member mall.MemberID) ([]mall.AccountID, error) {
	ids, err := s.db.Ent().Account.Query().Where(account.MemberID(member)).IDs(ctx)
	if ids == nil {
		ids = []mall.AccountID{}
	}
	return ids, err
}

// MembersOf are whose accounts some are; those of nobody are missing.
func (s *Service) MembersOf(ctx context.Context, accounts []mall.AccountID) (map[mall.AccountID]mall.MemberID, error) {
	rows, err := s.db.Ent().Account.Query().Where(store.Among(account.FieldID, "uuid", accounts)).Select(account.FieldID, account.FieldMemberID).All(ctx)
	members := make(map[mall.AccountID]mall.MemberID, len(rows))
	for _, row := range rows {
		if row.MemberID != nil {
			members[row.ID] = *row.MemberID
		}
	}
	return members, err
}

// AllEntries reads a part of the entries of all members that are meant, the newest first.
func (s *Service) AllEntries(ctx context.Context, f EntriesFilter, p store.Span[mall.EntryID]) ([]*ent.Entry, error) {
	rows, err := s.db.Ent().Entry.Query().Where(f.where()...).Where(p.Of(entries.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountAllEntries counts them, up to limit.
func (s *Service) CountAllEntries(ctx context.Context, f EntriesFilter, limit int) (int, error) {
	ids, err := s.db.Ent().Entry.Query().Where(f.where()...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// TransferFilter says which transfers are meant; what is zero narrows nothing.
type TransferFilter struct {
	// Member has sent or got them.
	Member      mall.MemberID
	From, Until *time.Time
}

func (f TransferFilter) where() (where []predicate.Transfer) {
	if !f.Member.IsZero() {
		where = append(where, transfer.Or(transfer.FromMember(f.Member), transfer.ToMember(f.Member)))
	}
	if f.From != nil {
		where = append(where, transfer.SentAtGTE(*f.From))
	}
	if f.Until != nil {
		where = append(where, transfer.SentAtLT(*f.Until))
	}
	return where
}

// ListTransfers reads a part of the transfers that are meant, the newest first.
func (s *Service) ListTransfers(ctx context.Context, f TransferFilter, p store.Span[mall.TransferID]) ([]*ent.Transfer, error) {
	rows, err := s.db.Ent().Transfer.Query().Where(f.where()...).Where(p.Of(transfer.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountTransfers counts them, up to limit.
func (s *Service) CountTransfers(ctx context.Context, f TransferFilter, limit int) (int, error) {
	ids, err := s.db.Ent().Transfer.Query().Where(f.where()...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// HoldFilter says which holds are meant; what is zero narrows nothing.
type HoldFilter struct {
	// Accounts are those whose holds are meant; nil: all.
	Accounts []mall.AccountID
	Status   mall.HoldStatus
}

func (f HoldFilter) where() (where []predicate.Hold) {
	if f.Accounts != nil {
		where = append(where, store.Among(hold.FieldAccountID, "uuid", f.Accounts))
	}
	if f.Status != "" {
		where = append(where, hold.Status(f.Status))
	}
	return where
}

// ListHolds reads a part of the holds that are meant, the newest first.
func (s *Service) ListHolds(ctx context.Context, f HoldFilter, p store.Span[mall.HoldID]) ([]*ent.Hold, error) {
	rows, err := s.db.Ent().Hold.Query().Where(f.where()...).Where(p.Of(hold.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountHolds counts them, up to limit.
func (s *Service) CountHolds(ctx context.Context, f HoldFilter, limit int) (int, error) {
	ids, err := s.db.Ent().Hold.Query().Where(f.where()...).Limit(limit).IDs(ctx)
	return len(ids), err
}
