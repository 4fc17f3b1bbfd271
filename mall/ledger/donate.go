package ledger

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/cause"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewDonation is points that a member gives to a cause.
type NewDonation struct {
	Actor    mall.Actor // the member
	Cause    mall.CauseID
	Currency mall.PointsCurrency // "": the mall's own
	Points   mall.Points
	Key      string
}

// Donate gives points to a cause and returns the entry. Refusals: INVALID_INPUT,
// NOT_FOUND (the cause, the currency), NOT_AVAILABLE (the cause is closed),
// INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Donate(ctx context.Context, n NewDonation) (*ent.Entry, error) {
	return donating.Do(ctx, s.engine, n)
}

var donating = &useCase[NewDonation, *ent.Entry]{
	Check: NewDonation.check, Want: NewDonation.want, Decide: NewDonation.decide,
	Repeats: &byRecord[NewDonation, *ent.Entry]{Key: NewDonation.key, Fingerprint: NewDonation.fingerprint, Result: nameEntry, Find: rereadEntry[NewDonation]},
}

func nameEntry(e *ent.Entry) string { return e.ID.String() }

// rereadEntry reads what a request has posted before.
func rereadEntry[Q any](ctx context.Context, tx *store.Tx, _ Q, result string) (*ent.Entry, error) {
	id, _ := mall.AnyID(result).Entry()
	return tx.Ent().Entry.Get(ctx, id)
}

func (n NewDonation) check() *mall.Error { return checkPoints(n.Points) }

func (n NewDonation) key() store.Key {
	return store.Key{Actor: n.Actor.Ref(), Operation: "donatePoints", Key: n.Key}
}

func (n NewDonation) fingerprint() string {
	return mall.Fingerprint([]any{n.Cause, n.Currency, n.Points})
}

func (n NewDonation) want(d *desk) {
	d.wants.Account(holder(n.Actor.MemberID, n.Currency), n.Points)
	d.wants.causes = append(d.wants.causes, n.Cause)
}

func (n NewDonation) decide(d *desk) (*ent.Entry, *mall.Error) {
	from := holder(n.Actor.MemberID, n.Currency)
	account, _, refusal := d.account(from)
	if refusal != nil {
		return nil, refusal
	}
	to := d.causes[n.Cause]
	switch {
	case to == nil:
		return nil, noCause().At("causeId")
	case !to.Open:
		return nil, mall.Errorf(mall.CodeNotAvailable, "%s takes no donations any more", "%s 已停止接受捐赠", to.Name.EN).At("causeId")
	}
	reason := mall.Text{EN: "Donated to " + to.Name.EN, ZH: "捐赠给" + to.Name.ZH}
	entry, refusal := account.Spend(mall.EntryDonate, n.Points, Cause{
		Ref: n.Cause.String(), Reason: &reason, Counter: SystemAccount(mall.OwnerCause, n.Cause.String(), from.Currency),
	})
	if refusal != nil {
		return nil, refusal.At("points")
	}
	d.changed(n.Actor.MemberID)
	return account.book.posted(entry), nil
}

// Causes lists the causes, the oldest first; open ones only, unless all is true.
func (s *Service) Causes(ctx context.Context, all bool) ([]*ent.Cause, error) {
	query := s.db.Ent().Cause.Query().Order(cause.ByID())
	if !all {
		query.Where(cause.Open(true))
	}
	return query.All(ctx)
}

// FindCause reads one cause. Refusals: NOT_FOUND.
func (s *Service) FindCause(ctx context.Context, id mall.CauseID) (*ent.Cause, error) {
	row, err := s.db.Ent().Cause.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, noCause()
	}
	return row, err
}

func noCause() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such cause", "公益项目不存在")
}

// Donated is how many points of a currency each cause has received, less what was
// given back.
func (s *Service) Donated(ctx context.Context, causes []mall.CauseID, c mall.PointsCurrency) (map[mall.CauseID]mall.Points, error) {
	byAccount := make(map[mall.AccountID]mall.CauseID, len(causes))
	accounts := make([]mall.AccountID, len(causes))
	for i, id := range causes {
		accounts[i] = SystemAccount(mall.OwnerCause, id.String(), c)
		byAccount[accounts[i]] = id
	}
	set, err := store.Set(s.db.Dialect, accounts)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, "select account_id, sum(delta) from entries where account_id "+s.db.Dialect.In(1, "uuid")+" group by account_id", set)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := make(map[mall.CauseID]mall.Points, len(causes))
	for rows.Next() {
		var account mall.AccountID
		var points mall.Points
		if err := rows.Scan(&account, &points); err != nil {
			return nil, err
		}
		totals[byAccount[account]] = points
	}
	return totals, rows.Err()
}

// NewCause is a cause as staff describe it.
type NewCause struct {
	Slug              string
	Name, Description mall.Text
}

// AddCause adds a cause and its account in every points currency. Refusals:
// INVALID_INPUT (a field; a slug that is taken).
func (s *Service) AddCause(ctx context.Context, n NewCause) (*ent.Cause, error) {
	if n.Slug == "" || len(n.Slug) > 64 || n.Name.EN == "" && n.Name.ZH == "" {
		return nil, mall.Errorf(mall.CodeInvalidInput, "a cause needs a slug (1 to 64 bytes) and a name", "公益项目须有 slug（1 至 64 字节）及名称").At("slug")
	}
	var row *ent.Cause
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.Ent().Cause.Query().Where(cause.Slug(n.Slug)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "the slug is taken", "slug 已被使用").At("slug")
		}
		if row, err = tx.Ent().Cause.Create().SetSlug(n.Slug).SetName(n.Name).SetDescription(n.Description).SetCreatedAt(s.clock()).Save(ctx); err != nil {
			return err
		}
		currencies, err := tx.Ent().PointsCurrency.Query().IDs(ctx)
		if err != nil {
			return err
		}
		return openSystemAccounts(ctx, tx, mall.OwnerCause, row.ID.String(), currencies)
	})
	return row, err
}

// openSystemAccounts names the accounts of a cause or the platform, so that entries on
// them are known to belong to something.
func openSystemAccounts(ctx context.Context, tx *store.Tx, owner mall.AccountOwner, ref string, currencies []string) error {
	for _, c := range currencies {
		err := tx.Ent().SystemAccount.Create().SetID(SystemAccount(owner, ref, mall.PointsCurrency(c))).
			SetOwner(owner).SetOwnerRef(ref).SetCurrency(mall.PointsCurrency(c)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// SetCauseOpen opens or closes a cause for donations. Refusals: NOT_FOUND,
// VERSION_CONFLICT.
func (s *Service) SetCauseOpen(ctx context.Context, id mall.CauseID, version int, open bool) (*ent.Cause, error) {
	var row *ent.Cause
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Ent().Cause.Update().Where(cause.ID(id), cause.Version(version)).SetOpen(open).AddVersion(1).Save(ctx)
		if err != nil {
			return err
		}
		row, err = tx.Ent().Cause.Get(ctx, id)
		if ent.IsNotFound(err) {
			return noCause()
		}
		if err == nil && n == 0 {
			return mall.Outdated(mall.Text{EN: "the cause", ZH: "公益项目"}, "version", row.Version)
		}
		return err
	})
	return row, err
}
