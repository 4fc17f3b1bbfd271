package waiting

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/waitingplace"
	"pointsmall/ent/waitingroom"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Open makes a campaign's waiting room, which is empty.
func Open(ctx context.Context, tx *store.Tx, id mall.CampaignID, perMinute int, now time.Time) error {
	return tx.Ent().WaitingRoom.Create().SetID(id).SetPerMinute(perMinute).SetTurnedAt(now).Exec(ctx)
}

// Rooms reads waiting rooms; campaigns without one are missing.
func Rooms(ctx context.Context, client *ent.Client, ids []mall.CampaignID) (map[mall.CampaignID]*ent.WaitingRoom, error) {
	rows, err := client.WaitingRoom.Query().Where(store.Among(waitingroom.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.CampaignID]*ent.WaitingRoom, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// Find reads a member's place, with its room; nil: they have none.
func Find(ctx context.Context, client *ent.Client, id mall.CampaignID, m mall.MemberID) (*ent.WaitingPlace, *ent.WaitingRoom, error) {
	row, err := client.WaitingPlace.Query().Where(waitingplace.CampaignID(id), waitingplace.MemberID(m)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	room, err := client.WaitingRoom.Get(ctx, id)
	return row, room, err
}

// LockRoom locks a campaign's waiting room; nil: it has none.
func LockRoom(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*ent.WaitingRoom, error) {
	query := tx.Ent().WaitingRoom.Query().Where(waitingroom.ID(id))
	tx.Locks(store.KindCampaign)
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	room, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	store.Locked(tx, store.KindCampaign, id)
	return room, err
}

// atOnce bounds how many are admitted in one transaction.
const atOnce = 10_000

// Admit admits those whose turn it is in a locked room, for the pieces that are left, and returns
// how many. No more are admitted, and have not ordered, than there are pieces.
func Admit(ctx context.Context, tx *store.Tx, room *ent.WaitingRoom, left int64, now time.Time) (int, error) {
	inside, err := tx.Ent().WaitingPlace.Query().Where(waitingplace.CampaignID(room.ID), waitingplace.AdmittedUntilGT(now), waitingplace.OrderIDIsNil()).Count(ctx)
	if err != nil {
		return 0, err
	}
	may, from := allowance(room.PerMinute, room.TurnedAt, now)
	n := min(may, left-int64(inside), atOnce)
	if n <= 0 {
		return 0, nil
	}
	next, err := tx.Ent().WaitingPlace.Query().Where(waitingplace.CampaignID(room.ID), waitingplace.NumberGT(room.Turn), waitingplace.AdmittedUntilIsNil()).
		Order(waitingplace.ByNumber()).Limit(int(n)).All(ctx)
	if err != nil {
		return 0, err
	}
	update := tx.Ent().WaitingRoom.UpdateOne(room).SetTurnedAt(from)
	if len(next) == 0 {
		return 0, update.SetTurnedAt(now).Exec(ctx)
	}
	if int64(len(next)) < may { // nobody waited for the rest
		update.SetTurnedAt(now)
	}
	last := next[len(next)-1].Number
	_, err = tx.Ent().WaitingPlace.Update().Where(waitingplace.CampaignID(room.ID), waitingplace.NumberGT(room.Turn), waitingplace.NumberLTE(last), waitingplace.AdmittedUntilIsNil()).
		SetAdmittedUntil(now.Add(Window)).Save(ctx)
	if err != nil {
		return 0, err
	}
	return len(next), update.SetTurn(last).Exec(ctx)
}

// allowance is how many may be admitted at a moment by the rate, since admissions were reckoned
// last, and from when the next ones are reckoned: a part of an admission is not lost. Nothing
// is saved up for longer than a second, or than one admission takes.
func allowance(perMinute int, since, now time.Time) (n int64, from time.Time) {
	each := time.Minute / time.Duration(perMinute)
	if most := max(time.Second, each); now.Sub(since) > most {
		since = now.Add(-most)
	}
	if each == 0 {
		each = 1
	}
	n = int64(now.Sub(since) / each)
	return n, since.Add(time.Duration(n) * each)
}

// Queue is rooms that a transaction has locked for members who join.
type Queue struct {
	rooms  map[mall.CampaignID]*ent.WaitingRoom
	before map[mall.CampaignID]int64 // the last number before
	places map[place]*ent.WaitingPlace
	joined map[place]bool
}

// Lock locks waiting rooms, and reads the places of members.
func Lock(ctx context.Context, tx *store.Tx, members map[mall.CampaignID][]mall.MemberID) (*Queue, error) {
	q := &Queue{rooms: map[mall.CampaignID]*ent.WaitingRoom{}, before: map[mall.CampaignID]int64{}, places: map[place]*ent.WaitingPlace{}, joined: map[place]bool{}}
	ids := make([]mall.CampaignID, 0, len(members))
	rows := store.NewRows("of_campaign uuid", "of_member uuid")
	for id, those := range members {
		ids = append(ids, id)
		for _, m := range those {
			if at := (place{id, m}); q.places[at] == nil {
				q.places[at] = &ent.WaitingPlace{CampaignID: id, MemberID: m}
				rows.Add(id, m)
			}
		}
	}
	query := tx.Ent().WaitingRoom.Query().Where(store.Among(waitingroom.FieldID, "uuid", ids)).Order(waitingroom.ByID())
	tx.Locks(store.KindCampaign)
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	rooms, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, room := range rooms {
		q.rooms[room.ID], q.before[room.ID] = room, room.Last
		store.Locked(tx, store.KindCampaign, room.ID)
	}
	return q, tx.QueryRows(ctx, "select id, campaign_id, member_id, number, joined_at, admitted_until, order_id from waiting_places join {rows} on campaign_id = of_campaign and member_id = of_member", rows,
		func(scan func(...any) error) error {
			p := &ent.WaitingPlace{}
			err := scan(&p.ID, &p.CampaignID, &p.MemberID, &p.Number, &p.JoinedAt, &p.AdmittedUntil, &p.OrderID)
			q.places[place{p.CampaignID, p.MemberID}] = p
			return err
		})
}

// Has reports whether a campaign has a waiting room.
func (q *Queue) Has(id mall.CampaignID) bool { return q.rooms[id] != nil }

// Waits reports whether a member has a place.
func (q *Queue) Waits(id mall.CampaignID, m mall.MemberID) bool {
	return q.places[place{id, m}].Number > 0
}

// Join gives a member a place, unless they have one that is good. Refusal: INVALID_STATE (they have
// ordered).
func (q *Queue) Join(id mall.CampaignID, m mall.MemberID, now time.Time) *mall.Error {
	at := place{id, m}
	p := q.places[at]
	switch {
	case p.OrderID != nil:
		return mall.Errorf(mall.CodeInvalidState, "you have queued and ordered: %s", "您已排队并下单：%s", *p.OrderID).At("campaignId")
	case p.Number > 0 && (p.AdmittedUntil == nil || now.Before(*p.AdmittedUntil)):
		return nil
	}
	q.rooms[id].Last++
	p.Number, p.JoinedAt, p.AdmittedUntil = q.rooms[id].Last, now, nil
	if p.ID == (uuid.UUID{}) {
		p.ID = uuid.Must(uuid.NewV7())
	}
	q.joined[at] = true
	return nil
}

// Save adds the new places to the batch.
func (q *Queue) Save(batch *store.Batch) {
	rooms := store.NewRows("id uuid", "last bigint")
	for id, room := range q.rooms {
		if room.Last != q.before[id] {
			rooms.Add(id, room.Last)
		}
	}
	rows := store.NewRows("id uuid", "campaign_id uuid", "member_id uuid", "number bigint", "joined_at timestamptz")
	for at := range q.joined {
		p := q.places[at]
		rows.Add(p.ID, p.CampaignID, p.MemberID, p.Number, p.JoinedAt)
	}
	batch.Add("update waiting_rooms set last = r.last from {rows} where waiting_rooms.id = r.id", rooms)
	const columns = "id, campaign_id, member_id, number, joined_at"
	// "where true" tells SQLite that the join is over and the conflict clause begins.
	batch.Add("insert into waiting_places ("+columns+") select "+columns+" from {rows} where true on conflict (campaign_id, member_id) do update set "+
		"number = excluded.number, joined_at = excluded.joined_at, admitted_until = null", rows)
}
