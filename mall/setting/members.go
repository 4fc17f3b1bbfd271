package setting

// Members is what is configured for members and their sign-in.
type Members struct {
	// CodesPerContact is how many codes a day go to one phone number or e-mail address,
	// CodesPerAddress how many may be asked for from one network address.
	CodesPerContact, CodesPerAddress int
	// AdultAge is from how many years on members may draw and send points.
	AdultAge int
}

// memberFacts are the settings of members.
var memberFacts = []fact{
	atLeastOne("codes_per_contact", func(m *Mall) *int { return &m.Members.CodesPerContact }, maxCount, "members", "codesPerContact"),
	atLeastOne("codes_per_address", func(m *Mall) *int { return &m.Members.CodesPerAddress }, maxCount, "members", "codesPerAddress"),
	number("adult_age", func(m *Mall) *int { return &m.Members.AdultAge }, maxAge, "members", "adultAge"),
}

// maxAge bounds the age from which on members may draw, in years.
const maxAge = 30
