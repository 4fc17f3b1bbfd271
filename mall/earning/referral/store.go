package referral

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

const columns = "f.id, f.referrer_id, f.invitee_id, m.display_name, f.device, f.address, f.status, f.reason, f.points, f.created_at, f.qualified_at, f.decided_at, " +
	"f.purchase_id, f.decided_by, f.note, f.invitee_points, f.referred_from, f.referred_until"

const from = " from referrals f join members m on m.id = f.invitee_id "

func scanReferral(scan func(...any) error) (*Referral, error) {
	r := &Referral{}
	err := scan(&r.ID, &r.Referrer, &r.Invitee, &r.InviteeName, &r.Device, &r.Address, &r.Status, &r.Reason, &r.Points, &r.CreatedAt, &r.QualifiedAt, &r.DecidedAt,
		&r.Purchase, &r.DecidedBy, &r.Note, &r.InviteePoints, &r.From, &r.Until)
	return r, err
}

// Pending reads the pending referrals of invitees.
func Pending(ctx context.Context, tx *store.Tx, invitees []mall.MemberID) (map[mall.MemberID]*Referral, error) {
	found := map[mall.MemberID]*Referral{}
	if len(invitees) == 0 {
		return found, nil
	}
	set, err := store.Set(tx.Dialect, invitees)
	if err != nil {
		return nil, err
	}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		r, err := scanReferral(scan)
		found[r.Invitee] = r
		return err
	}, "select "+columns+from+"where f.status = 'PENDING' and f.invitee_id "+tx.Dialect.In(1, "uuid"), set)
}

// Read reads referrals by their ids.
func Read(ctx context.Context, tx *store.Tx, ids []mall.ReferralID) (list []*Referral, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return list, tx.Each(ctx, func(scan func(...any) error) error {
		r, err := scanReferral(scan)
		list = append(list, r)
		return err
	}, "select "+columns+from+"where f.id "+tx.Dialect.In(1, "uuid"), set)
}

// Unpaid reads the referrals that purchases qualified and that are in review or refused.
func Unpaid(ctx context.Context, tx *store.Tx, purchases []mall.PurchaseID) (list []*Referral, err error) {
	if len(purchases) == 0 {
		return nil, nil
	}
	set, err := store.Set(tx.Dialect, purchases)
	if err != nil {
		return nil, err
	}
	return list, tx.Each(ctx, func(scan func(...any) error) error {
		r, err := scanReferral(scan)
		list = append(list, r)
		return err
	}, "select "+columns+from+"where f.status in ('IN_REVIEW', 'REFUSED') and f.purchase_id "+tx.Dialect.In(1, "uuid"), set)
}

// Lapsed reads the refused referrals of invitees whose qualifying purchases came back.
func Lapsed(ctx context.Context, tx *store.Tx, invitees []mall.MemberID) (list []*Referral, err error) {
	if len(invitees) == 0 {
		return nil, nil
	}
	set, err := store.Set(tx.Dialect, invitees)
	if err != nil {
		return nil, err
	}
	return list, tx.Each(ctx, func(scan func(...any) error) error {
		r, err := scanReferral(scan)
		list = append(list, r)
		return err
	}, "select "+columns+from+"where f.status = 'REFUSED' and f.qualified_at is null and f.decided_at is not null and f.invitee_id "+tx.Dialect.In(1, "uuid"), set)
}

// Add adds new referrals to the batch.
func Add(batch *store.Batch, referrals []*Referral) {
	rows := store.NewRows("id uuid", "referrer_id uuid", "invitee_id uuid", "device text", "address text", "status text", "reason text",
		"points bigint", "created_at timestamptz", "qualified_at timestamptz", "decided_at timestamptz", "invitee_points bigint", "referred_from timestamptz", "referred_until timestamptz")
	for _, r := range referrals {
		rows.Add(r.ID, r.Referrer, r.Invitee, r.Device, r.Address, string(r.Status), reasonText(r), r.Points, r.CreatedAt, r.QualifiedAt, r.DecidedAt, r.InviteePoints, r.From, r.Until)
	}
	const columns = "id, referrer_id, invitee_id, device, address, status, reason, points, created_at, qualified_at, decided_at, invitee_points, referred_from, referred_until"
	batch.Add("insert into referrals ("+columns+") select "+columns+" from {rows}", rows)
}

// Save adds what was decided to the batch.
func Save(batch *store.Batch, referrals []*Referral) {
	rows := store.NewRows("id uuid", "status text", "reason text", "points bigint", "qualified_at timestamptz", "decided_at timestamptz",
		"purchase_id uuid", "decided_by uuid", "note text", "invitee_points bigint", "referred_from timestamptz", "referred_until timestamptz")
	for _, r := range referrals {
		if r.changed {
			rows.Add(r.ID, string(r.Status), reasonText(r), r.Points, r.QualifiedAt, r.DecidedAt, r.Purchase, r.DecidedBy, r.Note, r.InviteePoints, r.From, r.Until)
		}
	}
	batch.Add("update referrals set status = r.status, reason = r.reason, points = r.points, qualified_at = r.qualified_at, decided_at = r.decided_at, "+
		"purchase_id = r.purchase_id, decided_by = r.decided_by, note = r.note, invitee_points = r.invitee_points, "+
		"referred_from = r.referred_from, referred_until = r.referred_until from {rows} where referrals.id = r.id", rows)
}

func reasonText(r *Referral) any {
	if r.Reason == nil {
		return nil
	}
	return string(*r.Reason)
}

// ReadTraces reads members' traces.
func ReadTraces(ctx context.Context, tx *store.Tx, members []mall.MemberID) (Traces, error) {
	traces := Traces{}
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return traces, tx.Each(ctx, func(scan func(...any) error) error {
		var m mall.MemberID
		var t Trace
		if err := scan(&m, &t.Kind, &t.Digest); err != nil {
			return err
		}
		traces.Add(m, t)
		return nil
	}, "select member_id, kind, digest from member_traces where member_id "+tx.Dialect.In(1, "uuid"), set)
}

// SaveTraces adds traces to the batch; those that are there already stay.
func SaveTraces(batch *store.Batch, traces Traces) {
	rows := store.NewRows("id uuid", "member_id uuid", "kind text", "digest text")
	for m, all := range traces {
		for t := range all {
			rows.Add(uuid.Must(uuid.NewV7()), m, string(t.Kind), t.Digest)
		}
	}
	batch.Add("insert into member_traces (id, member_id, kind, digest) select id, member_id, kind, digest from {rows} where true on conflict (member_id, kind, digest) do nothing", rows)
}

// Span is a day of a referrer's.
type Span struct {
	Referrer    mall.MemberID
	Since, Upto time.Time
}

// RewardedIn counts the rewarded referrals whose invitee qualified in each span. The
// referrers' accounts must be locked.
func RewardedIn(ctx context.Context, tx *store.Tx, spans []Span) ([]int, error) {
	counts := make([]int, len(spans))
	rows := store.NewRows("place bigint", "referrer uuid", "since timestamptz", "upto timestamptz")
	for i, s := range spans {
		rows.Add(i, s.Referrer, s.Since, s.Upto)
	}
	return counts, tx.QueryRows(ctx, "select r.place, count(*) from {rows} join referrals f on f.referrer_id = r.referrer and f.status = 'REWARDED' "+
		"and f.qualified_at >= r.since and f.qualified_at < r.upto group by r.place", rows, func(scan func(...any) error) error {
		var place, n int
		err := scan(&place, &n)
		counts[place] = n
		return err
	})
}

// RewardedFrom locks devices and addresses for the rest of the transaction, in one
// order, and counts the rewarded referrals of each.
func RewardedFrom(ctx context.Context, tx *store.Tx, sources []Trace) (map[Trace]int, error) {
	counts := map[Trace]int{}
	digests := map[mall.TraceKind]*store.Rows{mall.TraceDevice: store.NewRows("digest text"), mall.TraceAddress: store.NewRows("digest text")}
	var locks []string
	seen := map[Trace]bool{}
	for _, s := range sources {
		if !seen[s] {
			seen[s] = true
			digests[s.Kind].Add(s.Digest)
			locks = append(locks, "source "+s.Digest)
		}
	}
	if err := tx.LockNames(ctx, store.KindSource, locks, false); err != nil {
		return nil, err
	}
	for kind, column := range map[mall.TraceKind]string{mall.TraceDevice: "device", mall.TraceAddress: "address"} {
		err := tx.QueryRows(ctx, "select f."+column+", count(*) from {rows} join referrals f on f."+column+" = r.digest where f.status = 'REWARDED' group by f."+column, digests[kind],
			func(scan func(...any) error) error {
				t := Trace{Kind: kind}
				var n int
				err := scan(&t.Digest, &n)
				counts[t] = n
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
