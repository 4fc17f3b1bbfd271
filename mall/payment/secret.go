package payment

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Secret is a key or a certificate in the settings: the text itself, or "file:" and the path of
// the file that has it. It is never shown: printed, logged or written it is "***".
type Secret string

// fileScheme begins a secret that names a file.
const fileScheme = "file:"

// errEmpty says that a secret has no text.
var errEmpty = errors.New("it is empty")

// Read is the secret's text, without blanks around it. The error does not hold any of it.
func (s Secret) Read() (string, error) {
	text := string(s)
	if path, ok := strings.CutPrefix(text, fileScheme); ok {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("read the file of a secret: %w", err)
		}
		text = string(content)
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", errEmpty
	}
	return text, nil
}

// hidden is what stands for a secret wherever it is shown.
const hidden = "***"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Missing names the settings that are empty, by what the command line calls them; nil when all
// are, because then the provider is not wanted at all.
func Missing(names []string, values ...string) (missing []string, wanted bool) {
	for i, v := range values {
		if v == "" {
			missing = append(missing, names[i])
		} else {
			wanted = true
		}
	}
	return missing, wanted
}
