package mall

import "time"

// Admission says that it is a member's turn in a campaign's waiting room.
type Admission struct {
	Campaign CampaignID `json:"c"`
	Member   MemberID   `json:"m"`
	// Number is that of the member's place.
	Number int64     `json:"n"`
	Until  time.Time `json:"u"`
}
