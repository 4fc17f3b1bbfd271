package notice_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/notice"
	"pointsmall/mall/store"
	"pointsmall/mall/vault"
)

// box is a channel that keeps what it gets, or fails.
type box struct {
	mu     sync.Mutex
	got    []notice.Outgoing
	secret string
	err    error
}

func (*box) Check([]byte) *mall.Error { return nil }

func (b *box) Open(_ []byte, secret string) (notice.Sender, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.secret = secret
	return b, nil
}

func (b *box) Send(_ context.Context, m notice.Outgoing) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.got = append(b.got, m)
	}
	return b.err
}

func setUp(t *testing.T, m *malltest.Mall, secret string) *box {
	t.Helper()
	b := &box{}
	m.Notices.Know(mall.MessageMail, b)
	_, err := m.Notices.Update(t.Context(), mall.Actor{Kind: mall.ActorSystem}, mall.MessageMail, notice.Change{Settings: []byte("{}"), Secret: &secret})
	require.NoError(t, err)
	return b
}

func queue(t *testing.T, m *malltest.Mall, n int, commit bool) {
	t.Helper()
	rolledBack := errors.New("rolled back")
	err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			err := m.Notices.Queue(ctx, tx, notice.Message{
				Channel: mall.MessageMail, To: "li@mall.test", Purpose: notice.PurposeSignIn, Lang: mall.LangZH, Until: m.Clock.Now().Add(time.Hour),
				Values: map[string]string{"code": fmt.Sprint(100000 + i), "minutes": "5"},
			})
			if err != nil {
				return err
			}
		}
		if !commit {
			return rolledBack
		}
		return nil
	})
	if commit {
		require.NoError(t, err)
	} else {
		require.ErrorIs(t, err, rolledBack)
	}
}

func send(t *testing.T, m *malltest.Mall) int {
	t.Helper()
	n, err := m.Notices.Jobs()[0].Run(t.Context(), false, nil)
	require.NoError(t, err)
	return n
}

func TestWhatIsCommittedIsSentOnceHoweverManyServersLook(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := setUp(t, m, "a secret of the channel")
		queue(t, m, 1, false)
		assert.Zero(t, send(t, m), "what was rolled back is not sent")
		queue(t, m, 20, true)
		var wg sync.WaitGroup
		for range 4 {
			other := notice.New(m.DB, m.Clock.Now, m.Vault)
			other.Know(mall.MessageMail, b)
			wg.Go(func() {
				_, err := other.Jobs()[0].Run(t.Context(), false, nil)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		codes := map[string]bool{}
		for _, m := range b.got {
			codes[m.Values["code"]] = true
			assert.Contains(t, m.Text, m.Values["code"])
			assert.Contains(t, m.Text, "验证码")
		}
		assert.Len(t, b.got, 20)
		assert.Len(t, codes, 20)
		assert.Equal(t, "a secret of the channel", b.secret)
	})
}

func TestAMessageIsTriedUntilItIsOfNoUseOrRefusedForGood(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := setUp(t, m, "a secret of the channel")
		b.err = errors.New("come back later")
		queue(t, m, 1, true)
		tries := 0
		for range 200 {
			tries += send(t, m)
			m.Clock.Set(m.Clock.Now().Add(30 * time.Second))
		}
		assert.Greater(t, tries, 8)
		assert.Less(t, tries, 20, "it waits longer each time")
		b.err = fmt.Errorf("%w: no such user", notice.ErrRefused)
		queue(t, m, 1, true)
		assert.Equal(t, 1, send(t, m))
		m.Clock.Set(m.Clock.Now().Add(30 * time.Minute))
		assert.Zero(t, send(t, m))
		rows, err := m.Notices.Messages(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, rows, 2)
		assert.Equal(t, mall.MessageFailed, rows[0].Status)
		assert.Equal(t, mall.MessageExpired, rows[1].Status)
		for _, row := range rows {
			assert.Empty(t, *row.Sealed)
		}
		m.Clock.Set(m.Clock.Now().AddDate(0, 0, 31))
		n, err := m.Notices.Jobs()[1].Run(t.Context(), false, nil)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
	})
}

func TestAnotherSecretOfTheMallOpensNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := setUp(t, m, "a secret of the channel")
		queue(t, m, 1, true)
		stranger := notice.New(m.DB, m.Clock.Now, &vault.Vault{Key: []byte("of another mall")})
		stranger.Know(mall.MessageMail, b)
		_, err := stranger.Jobs()[0].Run(t.Context(), false, nil)
		require.NoError(t, err)
		assert.Empty(t, b.got)
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		assert.Equal(t, 1, send(t, m), "the message waits for a server that has it")
		assert.Len(t, b.got, 1)
	})
}
