package simulate

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestTiersAndTasksAreToldByTheirNames(t *testing.T) {
	gold, visit := mall.Text{EN: "Gold", ZH: "金卡会员"}, mall.Text{EN: "Visit us", ZH: "到店打卡"}
	for _, c := range []struct {
		event Event
		want  mall.Text
	}{
		{Event{Of: rises, Ref: "gold", Title: gold}, mall.Text{EN: "Reached tier Gold", ZH: "升级为金卡会员"}},
		{Event{Of: tasksDone, Ref: "visit", Title: visit}, mall.Text{EN: "Task Visit us", ZH: "任务 到店打卡"}},
		{Event{Of: undone, Ref: "visit", Title: visit}, mall.Text{EN: "Task Visit us", ZH: "任务 到店打卡"}},
	} {
		assert.Equal(t, c.want, c.event.What(time.UTC))
	}
}
