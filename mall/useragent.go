package mall

import "context"

type userAgentKey struct{}

// WithUserAgent remembers what the caller's program says that it is.
func WithUserAgent(ctx context.Context, name string) context.Context {
	if name == "" {
		return ctx
	}
	return context.WithValue(ctx, userAgentKey{}, name)
}

// UserAgentOf is what the caller's program says that it is; "" when it says nothing. Nobody
// has checked it: it may be longer than any column, and no UTF-8.
func UserAgentOf(ctx context.Context) string {
	name, _ := ctx.Value(userAgentKey{}).(string)
	return name
}
