package member

import (
	"time"

	"pointsmall/mall"
	"pointsmall/mall/history"
)

// Joined is somebody who became a member.
type Joined struct {
	ID mall.MemberID
	At time.Time
}

// History are those who can sign in, by when they became members.
var History = history.Table[*Joined]{
	Name: "members", When: "created_at", Whose: "id", Where: "login is not null", Columns: "id, created_at",
	Scan: func(scan func(...any) error) (*Joined, error) {
		j := &Joined{}
		return j, scan(&j.ID, &j.At)
	},
}
