package mall_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestEveryTriggerOfTheAPIHasARowOfItsOwn(t *testing.T) {
	schema, err := os.ReadFile("../schema/rule.graphql")
	require.NoError(t, err)
	body := regexp.MustCompile(`(?s)enum EarningTrigger \{(.*?)\n\}`).FindSubmatch(schema)
	require.NotNil(t, body)
	var named []string
	for _, value := range regexp.MustCompile(`(?m)^  ([A-Z_]+)`).FindAllSubmatch(body[1], -1) {
		named = append(named, string(value[1]))
	}
	assert.ElementsMatch(t, named, mall.Trigger("").Values())
}

func TestTriggersSayWhatCanBeReportedAndCounted(t *testing.T) {
	var activities, reported, counted []string
	for _, name := range mall.Trigger("").Values() {
		trigger := mall.Trigger(name)
		assert.True(t, trigger.Known(), name)
		assert.NotEmpty(t, trigger.Text().EN, name)
		assert.NotEmpty(t, trigger.Text().ZH, name)
		if trigger.OfActivity() {
			activities = append(activities, name)
		}
		if trigger.Reported() {
			reported = append(reported, name)
			assert.True(t, trigger.OfActivity(), "%s is reported by recordEvent, which keeps activities", name)
		}
		if trigger.Counted() {
			counted = append(counted, name)
		}
	}
	assert.Equal(t, []string{"REVIEW", "SHARE", "SURVEY", "EVENT_ATTENDED", "SCAN_CODE", "GAME_SCORE", "CUSTOM"}, activities)
	assert.Equal(t, []string{"REVIEW", "SHARE", "SURVEY", "EVENT_ATTENDED", "CUSTOM"}, reported)
	assert.Equal(t, []string{
		"PURCHASE", "CHECK_IN", "REVIEW", "SHARE", "SURVEY", "EVENT_ATTENDED", "REFERRAL", "SCAN_CODE", "GAME_SCORE", "CUSTOM",
	}, counted)
	assert.False(t, mall.Trigger("BIRTHDAY").Known())
	assert.False(t, mall.Trigger("BIRTHDAY").Reported())
}
