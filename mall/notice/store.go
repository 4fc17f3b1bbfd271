package notice

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/ent/message"
	"pointsmall/ent/messagesetting"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

func findSettings(ctx context.Context, client *ent.Client, channel mall.MessageChannel) (*ent.MessageSetting, error) {
	row, err := client.MessageSetting.Get(ctx, string(channel))
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

func lockSettings(ctx context.Context, tx *store.Tx, channel mall.MessageChannel) (*ent.MessageSetting, error) {
	query := tx.Ent().MessageSetting.Query().Where(messagesetting.ID(string(channel)))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	row, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// settingsRow is what is written of settings.
type settingsRow struct {
	content   string
	secret    []byte
	hint      *string
	newSecret bool
	by        string
	at        time.Time
}

func saveSettings(ctx context.Context, tx *store.Tx, was *ent.MessageSetting, channel mall.MessageChannel, r settingsRow) (*ent.MessageSetting, error) {
	if was == nil {
		made := tx.Ent().MessageSetting.Create().SetID(string(channel)).SetContent(r.content).SetChangedBy(r.by).SetChangedAt(r.at).SetNillableSecretHint(r.hint)
		if r.secret != nil {
			made.SetSecret(r.secret)
		}
		return made.Save(ctx)
	}
	update := was.Update().SetContent(r.content).SetChangedBy(r.by).SetChangedAt(r.at).SetVersion(was.Version + 1).ClearTestedAt()
	switch {
	case !r.newSecret:
	case r.secret == nil:
		update.ClearSecret().ClearSecretHint()
	default:
		update.SetSecret(r.secret).SetNillableSecretHint(r.hint)
	}
	return update.Save(ctx)
}

func noteTest(ctx context.Context, tx *store.Tx, channel mall.MessageChannel, at time.Time) (*ent.MessageSetting, error) {
	return tx.Ent().MessageSetting.UpdateOneID(string(channel)).SetTestedAt(at).Save(ctx)
}

func addMessage(ctx context.Context, tx *store.Tx, id mall.MessageID, m Message, sealed []byte, at time.Time) error {
	return tx.Ent().Message.Create().SetID(id).SetChannel(m.Channel).SetPurpose(string(m.Purpose)).SetSealed(sealed).SetNillableMemberID(m.Member).
		SetNextAt(at).SetExpiresAt(m.Until).SetCreatedAt(at).Exec(ctx)
}

// claim takes the message that is due longest until a time; nil: none is due.
func claim(ctx context.Context, tx *store.Tx, now, until time.Time) (*ent.Message, error) {
	query := tx.Ent().Message.Query().Where(message.DoneAtIsNil(), message.NextAtLTE(now)).Order(ent.Asc(message.FieldNextAt))
	if tx.Dialect == store.Postgres {
		query.ForUpdate(sql.WithLockAction(sql.SkipLocked))
	}
	row, err := query.First(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return row.Update().SetNextAt(until).SetTries(row.Tries + 1).Save(ctx)
}

// settle writes what came of a try, unless another server has taken the message since.
func settle(ctx context.Context, tx *store.Tx, id mall.MessageID, tries int, status mall.MessageStatus, next time.Time, failure string, at time.Time) error {
	update := tx.Ent().Message.Update().Where(message.ID(id), message.StatusEQ(mall.MessagePending), message.Tries(tries)).SetStatus(status).SetNextAt(next)
	if failure == "" {
		update.ClearError()
	} else {
		update.SetError(failure)
	}
	if status != mall.MessagePending {
		update.ClearSealed().SetDoneAt(at)
	}
	return update.Exec(ctx)
}

func (s *Service) countDue(ctx context.Context) (int, error) {
	return s.db.Ent().Message.Query().Where(message.DoneAtIsNil(), message.NextAtLTE(s.clock())).Count(ctx)
}

func (s *Service) countOld(ctx context.Context) (int, error) {
	return s.db.Ent().Message.Query().Where(message.StatusNEQ(mall.MessagePending), message.CreatedAtLT(s.clock().Add(-keptFor))).Count(ctx)
}

// dropAtOnce is how many messages one transaction forgets.
const dropAtOnce = 1000

func (s *Service) dropSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.Ent().Message.Query().Where(message.StatusNEQ(mall.MessagePending), message.CreatedAtLT(s.clock().Add(-keptFor))).Limit(dropAtOnce).IDs(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		done, err = tx.Ent().Message.Delete().Where(message.IDIn(ids...)).Exec(ctx)
		return err
	})
	return done, err
}

// Messages lists the newest messages, without their texts.
func (s *Service) Messages(ctx context.Context, limit int) ([]*ent.Message, error) {
	return s.db.Ent().Message.Query().Order(ent.Desc(message.FieldID)).Limit(limit).All(ctx)
}

// ForgetMember takes what messages say of a member: those that wait are not sent.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	_, err := tx.Ent().Message.Delete().Where(message.MemberID(m)).Exec(ctx)
	return err
}
