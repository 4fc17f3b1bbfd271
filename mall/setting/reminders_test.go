package setting

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestRemindersAreReadTheEarliestFirst(t *testing.T) {
	for text, want := range map[string][]int{
		"30,7,1": {30, 7, 1}, " 1, 30 ,7": {30, 7, 1}, "365": {365}, "": nil, " ": nil, "10,9,8,7,6,5,4,3,2,1": {10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
	} {
		var m Mall
		require.Nil(t, reminders.parse(&m, text), text)
		require.Nil(t, reminders.check(&m), text)
		assert.Equal(t, want, m.ExpiryReminders, text)
	}
}

func TestRemindersThatMakeNoSense(t *testing.T) {
	for _, text := range []string{"0", "366", "-1", "7,7", "7,,1", "soon", "1.5", "11,10,9,8,7,6,5,4,3,2,1"} {
		var m Mall
		refusal := reminders.parse(&m, text)
		if refusal == nil {
			refusal = reminders.check(&m)
		}
		require.NotNil(t, refusal, text)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
		assert.Equal(t, []string{"expiryReminderDays"}, refusal.Path)
		assert.NotEmpty(t, refusal.Text.ZH)
	}
}
