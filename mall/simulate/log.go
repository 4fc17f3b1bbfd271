package simulate

import (
	"context"
	"log/slog"
)

// logFailure logs why a simulation ended, unless its subscriber left.
func logFailure(ctx context.Context, err error) {
	if ctx.Err() == nil {
		slog.ErrorContext(ctx, "a simulation failed", "error", err)
	}
}
