package access

import (
	"context"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestHashingRefusesWhenTooManyWait(t *testing.T) {
	for range cap(hashQueue) {
		hashQueue <- struct{}{}
	}
	_, err := HashPassword(t.Context(), "long enough")
	for range cap(hashQueue) {
		<-hashQueue
	}
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, mall.CodeNotAvailable, refused.Code)
	assert.Positive(t, refused.Figures.RetryAfter)

	_, err = HashPassword(t.Context(), "long enough")
	require.NoError(t, err)
}

func TestHashingGivesUpWithItsCaller(t *testing.T) {
	for range cap(hashSlots) {
		hashSlots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := HashPassword(ctx, "long enough")
	for range cap(hashSlots) {
		<-hashSlots
	}
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, hashQueue, "the place in the queue is free again")
}

func TestAnUnknownLoginCostsAsMuchAsAKnownOne(t *testing.T) {
	known, err := HashPassword(t.Context(), "long enough")
	require.NoError(t, err)
	_, want, err := argon2id.CheckHash("wrong password", known)
	require.NoError(t, err)
	matches, got, err := argon2id.CheckHash("wrong password", nobodysHash())
	require.NoError(t, err)
	assert.False(t, matches)
	assert.Equal(t, want, got)
	assert.NotEqual(t, nobodysHash(), nobodysHash())
}
