package main

import (
	"context"
	"strings"

	"pointsmall/mall"
)

// ownWork are commands that do the mall's own work, which nobody has decided to do: what they
// change is not written down. Every other command's is.
var ownWork = map[string]bool{"serve": true, "worker": true, "sweep": true, "migrate": true, "seed": true, "statement": true}

// commanded is a context in which whatever is changed is written down as the command line's;
// line is how the parser calls the command, such as "staff disable <name>".
func commanded(ctx context.Context, line string) context.Context {
	var words []string
	for word := range strings.FieldsSeq(line) {
		if !strings.HasPrefix(word, "<") {
			words = append(words, word)
		}
	}
	if len(words) == 0 || ownWork[words[0]] {
		return ctx
	}
	return mall.WithOperation(mall.WithActor(ctx, mall.Actor{Kind: mall.ActorCommand}), strings.Join(words, " "))
}
