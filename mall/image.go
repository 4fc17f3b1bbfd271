package mall

// Image is a picture of a product. Path is absolute, or relative to the mall's public URL.
type Image struct {
	Path Path `json:"path"`
	Alt  Text `json:"alt"`
	// Picture is what was uploaded; nil for one that came otherwise. Width and Height are
	// those of the file at Path, in pixels; Base and Widths lead to its other files.
	Picture *PictureID `json:"picture,omitempty"`
	Width   int        `json:"width,omitempty"`
	Height  int        `json:"height,omitempty"`
	Base    Path       `json:"base,omitempty"`
	Widths  []int      `json:"widths,omitempty"`
}

// Specification is a fact about a product: "Material", "Stoneware".
type Specification struct {
	Name  Text `json:"name"`
	Value Text `json:"value"`
}

// PictureState says whether a picture's files are there.
type PictureState string

// The states of a picture.
const (
	// PictureWriting is before all of its files are written.
	PictureWriting PictureState = "WRITING"
	PictureReady   PictureState = "READY"
	// PictureGoing is while its files are removed.
	PictureGoing PictureState = "GOING"
)

// Path is where something lies: a whole URL, or a path below the mall's public URL.
type Path string
