package imports

import "github.com/google/uuid"

// idCell is an id of any kind, as statements read and write it.
type idCell = uuid.UUID

// asIDs are ids without their kind.
func asIDs[T ~[16]byte](ids []T) []idCell {
	bare := make([]idCell, len(ids))
	for i, id := range ids {
		bare[i] = idCell(id)
	}
	return bare
}
