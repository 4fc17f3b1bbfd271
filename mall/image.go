package mall

// Image is a picture of a product. Path is absolute, or relative to the mall's public URL.
type Image struct {
	Path Path `json:"path"`
	Alt  Text `json:"alt"`
}

// Path is where something lies: a whole URL, or a path below the mall's public URL.
type Path string
