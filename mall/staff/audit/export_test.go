package audit

import (
	"maps"
	"slices"

	"pointsmall/ent"
)

// WatchedNouns are what rows are that are written down.
func WatchedNouns() (names []string) {
	for table, noun := range ent.NounOf {
		if _, not := unwatched[table]; !not {
			names = append(names, noun)
		}
	}
	return names
}

// UnwatchedTables are those whose changes are not.
func UnwatchedTables() []string { return slices.Collect(maps.Keys(unwatched)) }
