package waiting

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pointsmall/mall"
)

// Window is how long an admission is good for.
const Window = 2 * time.Minute

// Sealer seals texts with the mall's keys, as package access does.
type Sealer interface {
	Seal(ctx context.Context, purpose string, content []byte) (string, error)
	Reader
}

// Reader reads sealed texts.
type Reader interface {
	Unseal(ctx context.Context, purpose, text string) (content []byte, ok bool, err error)
}

const (
	// prefix begins every admission; the 1 is the version of its content.
	prefix = "adm_1"
	// purpose keeps admissions from being taken for other sealed texts.
	purpose = "admission 1"
)

// Seal makes the text of an admission.
func Seal(ctx context.Context, by Sealer, a *mall.Admission) (string, error) {
	content, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("write an admission: %w", err)
	}
	sealed, err := by.Seal(ctx, purpose, content)
	return prefix + sealed, err
}

// ReadAdmission reads the text of an admission; nil: it is none.
func ReadAdmission(ctx context.Context, by Reader, text string) (*mall.Admission, error) {
	sealed, ok := strings.CutPrefix(text, prefix)
	if !ok || by == nil {
		return nil, nil
	}
	content, ok, err := by.Unseal(ctx, purpose, sealed)
	if err != nil || !ok {
		return nil, err
	}
	a := &mall.Admission{}
	if err := json.Unmarshal(content, a); err != nil {
		return nil, fmt.Errorf("read an admission: %w", err)
	}
	return a, nil
}
