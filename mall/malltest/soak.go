package malltest

import "os"

// SoakEnv names the environment variable that `make soak` sets: random tests then take much
// longer, and see much more.
const SoakEnv = "POINTSMALL_SOAK"

// Length is how much a random test does: usually, and in a soak.
func Length(usually, soak int) int {
	if os.Getenv(SoakEnv) != "" {
		return soak
	}
	return usually
}
