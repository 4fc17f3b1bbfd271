package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/mall"
)

// Authorize runs before every field and lets a root field be reached only by the
// callers that its directives name. Several directives mean: any of these. A root
// field without one is refused to everybody.
func Authorize(ctx context.Context, next graphql.Resolver) (any, error) {
	fc := graphql.GetFieldContext(ctx)
	switch fc.Object {
	case "Query", "Mutation", "Subscription":
		if !fc.IsMethod && !fc.IsResolver {
			break // __typename, __schema
		}
		if refusal := authorize(ctx, fc.Field.Definition); refusal != nil {
			return nil, refusal
		}
		if fc.Object == "Mutation" && !ownSession[fc.Field.Name] {
			ctx = mall.WithOperation(ctx, fc.Field.Name) // for what is written down of it
		}
	}
	return next(ctx)
}

// ownSession are mutations by which whoever is signed in goes on, or goes: they change nothing for
// others, and are not written down.
var ownSession = map[string]bool{"refreshSession": true, "signOut": true}

func authorize(ctx context.Context, field *ast.FieldDefinition) *mall.Error {
	if IsIntrospection(field.Name) {
		return nil
	}
	actor := mall.ActorOf(ctx)
	for _, d := range field.Directives {
		if d.Name == "gateway" {
			return authorizeGateway(ctx, field)
		}
		if admits(actor, d) {
			return bounds(ctx, actor, d, field)
		}
	}
	if actor.Kind == mall.ActorAnonymous {
		return mall.Errorf(mall.CodeUnauthenticated, "sign in to call %s", "请先登录再调用 %s", field.Name)
	}
	if actor.SecondFactorDue {
		return mall.Errorf(mall.CodeForbidden, "you may not call %s before you have set up a second factor: beginTwoFactor", "请先启用两步验证（beginTwoFactor），再调用 %s", field.Name)
	}
	return mall.Errorf(mall.CodeForbidden, "you may not call %s", "无权调用 %s", field.Name)
}

// bounds refuses a member who is frozen, and one who is known to be a minor, what a mutation is not
// open to them for. All doors are here, so that a new one is closed until its directive opens it.
func bounds(ctx context.Context, actor mall.Actor, d *ast.Directive, field *ast.FieldDefinition) *mall.Error {
	switch {
	case actor.Kind != mall.ActorMember || d.Name != "member":
	case actor.Frozen && graphql.GetFieldContext(ctx).Object == "Mutation" && !says(d, "frozen"):
		return mall.Errorf(mall.CodeForbidden, "your account is frozen: you may look, and not call %s; Member.frozenReason says why", "您的账户已被冻结：可查看，但不能调用 %s；原因见 Member.frozenReason", field.Name)
	case actor.Minor && says(d, "adult"):
		return mall.Errorf(mall.CodeForbidden, "%s is for members of age", "未成年会员不能调用 %s", field.Name)
	}
	return nil
}

// says reports whether a directive's argument is true; all are false unless given.
func says(d *ast.Directive, argument string) bool {
	a := d.Arguments.ForName(argument)
	return a != nil && a.Value.Raw == "true"
}

func admits(actor mall.Actor, d *ast.Directive) bool {
	switch d.Name {
	case "public":
		return true
	case "member":
		return actor.Kind == mall.ActorMember
	case "signedIn":
		return actor.Kind != mall.ActorAnonymous
	case "staff":
		return actor.Kind == mall.ActorStaff && (d.Arguments.ForName("permission") == nil || actor.May(grantIn(d, "permission")))
	case "partner":
		return actor.Kind == mall.ActorPartner && actor.May(grantIn(d, "scope"))
	}
	return false
}

func grantIn(d *ast.Directive, argument string) mall.Permission {
	if a := d.Arguments.ForName(argument); a != nil {
		return mall.Permission(a.Value.Raw)
	}
	return mall.PermissionAll
}

// IsIntrospection reports whether a root field belongs to GraphQL itself.
func IsIntrospection(name string) bool {
	return name == "__schema" || name == "__type" || name == "__typename"
}
