#!/usr/bin/env bash
# Guess: A CEL condition whose evaluation fails is an error, and so the rule's author hears of a field that is missing.
# Fact:  "||" and "&&" are commutative: where one side decides the result, an error of the other side is dropped, also when
#        the failing side stands on the left and was evaluated first. exists() and all() do the same over a list. A misspelt field of a
#        map stays unnoticed for every event that another part of the condition decides.
# Seen:  cel.dev/cel-go 0.33.2, 2026-11-28. (The language's definition asks for it.)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get cel.dev/cel-go@v0.33.2 2>>setup.log

cat >main.go <<'END'
package main

import (
	"fmt"
	"log"

	"cel.dev/cel-go/cel"
)

func main() {
	env, err := cel.NewEnv(cel.Variable("event", cel.MapType(cel.StringType, cel.DynType)))
	check(err)
	event := map[string]any{"tier": "gold", "lines": []any{map[string]any{"price": 0}, map[string]any{"price": 50}}}
	for _, condition := range []string{
		`event.ammount > 100`,
		`event.ammount > 100 || event.tier == "gold"`,
		`event.ammount > 100 && event.tier == "silver"`,
		`event.ammount > 100 || event.tier == "silver"`,
		`event.lines.exists(line, 100 / line.price == 2)`,
	} {
		ast, issues := env.Compile(condition)
		check(issues.Err())
		program, err := env.Program(ast)
		check(err)
		result, _, err := program.Eval(map[string]any{"event": event})
		if err != nil {
			fmt.Printf("%s: error, %v\n", condition, err)
			continue
		}
		fmt.Printf("%s: %v\n", condition, result)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
END

go mod tidy 2>>setup.log
go run . | tee seen
diff - seen <<'END'
event.ammount > 100: error, no such key: ammount
event.ammount > 100 || event.tier == "gold": true
event.ammount > 100 && event.tier == "silver": false
event.ammount > 100 || event.tier == "silver": error, no such key: ammount
event.lines.exists(line, 100 / line.price == 2): true
END
