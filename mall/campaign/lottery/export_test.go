package lottery

// WithRoll puts another function in the place of Roll.
func (s *Service) WithRoll(roll func(seed []byte, t Ticket) int) { s.roll = roll }
