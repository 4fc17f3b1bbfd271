package mall

// SettingStep is what one change made of one setting, as the table keeps both.
type SettingStep struct {
	// Name is the setting's, such as points_expiry.
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}
