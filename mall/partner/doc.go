// Package partner is the family of what exists only because of partners: brands with
// tills, API keys and a part in the mall's points. The package itself is the use case of
// sharing the mall's goods with them.
//
// Arrows run from this package to its children, never back and never between children:
// brand (who partners are) and usage (what a key asks for, and its quota) stand on the mall's
// words and on store alone.
package partner
