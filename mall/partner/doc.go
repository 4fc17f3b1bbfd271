// Package partner is the family of what exists only because of partners: brands with
// tills, API keys and a part in the mall's points.
//
// Arrows run from this package to its children, never back and never between children:
// usage (what a key asks for, and its quota) stands on the mall's words and on store alone.
package partner
