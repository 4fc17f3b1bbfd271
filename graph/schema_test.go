package graph_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph"
	"pointsmall/graph/generated"
)

func schema() *ast.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

// gqlgen leaves the files of a part of the schema that was renamed, and they would
// rot there.
func TestGeneratedFilesHaveTheNamesOfTheSchema(t *testing.T) {
	for pattern, suffix := range map[string]string{"*.resolvers.go": ".resolvers.go", "generated/*.generated.go": ".generated.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			noun := strings.TrimSuffix(filepath.Base(file), suffix)
			if noun == "root_" || noun == "prelude" || noun == "arguments" {
				continue // of no noun
			}
			_, err := os.Stat("../schema/" + noun + ".graphql")
			assert.NoError(t, err, file)
		}
	}
}

// Every root field must say who may call it.
func TestEveryRootFieldNamesItsCallers(t *testing.T) {
	s := schema()
	for _, root := range []*ast.Definition{s.Query, s.Mutation, s.Subscription} {
		for _, f := range root.Fields {
			if graph.IsIntrospection(f.Name) {
				continue
			}
			var callers []string
			for _, d := range f.Directives {
				switch d.Name {
				case "public", "member", "staff", "partner", "signedIn", "gateway":
					callers = append(callers, d.Name)
				}
			}
			assert.NotEmpty(t, callers, "%s.%s", root.Name, f.Name)
		}
	}
}

// What moves points or stock must be safe to repeat; what changes a thing must
// name the version that it changes.
func TestMutationsFollowTheConventions(t *testing.T) {
	safe := map[string]string{
		"exchange": "idempotencyKey", "placeOrder": "idempotencyKey", "payOrder": "idempotencyKey", "cancelOrder": "idempotencyKey", "refundOrder": "idempotencyKey", "requestAfterSale": "idempotencyKey", "stepAfterSale": "version",
		"createAddress": "", "updateAddress": "version", "deleteAddress": "version", "setOrderAddress": "version", "shipOrder": "version", "confirmOrder": "version", "addParcelEvent": "", // a repeat is told twice
		"adjustPoints": "idempotencyKey", "recordPurchase": "externalRef", "recordEvent": "externalRef", "recordReturn": "externalRef",
		"recordPurchases": "purchases", "recordEvents": "events", "recordReturns": "returns", // each has its externalRef
		"checkIn": "idempotencyKey", "makeUpCheckIn": "idempotencyKey", "createEarningRule": "code", "updateEarningRule": "revision", "activateEarningRule": "revision", "retireEarningRule": "revision",
		"redeemCode": "idempotencyKey", "recordGameScore": "roundId",
		"createCodeBatch": "name", "createGame": "code", // taken once
		"createLottery": "slug", "createSale": "slug", "createMultiplier": "slug",
		"joinWaitingRoom": "campaignId", // one place a member
		"startCampaign":   "version", "pauseCampaign": "version", "endCampaign": "version", "closeLotteryPeriod": "version",
		"drawLottery":      "idempotencyKey",
		"rotateGameKey":    "code", // a repeat makes one more key; the older ones end as they did
		"setOrderStatus":   "version",
		"decideAdjustment": "idempotencyKey", "decideReferral": "referralId", "correctEarning": "idempotencyKey", "holdPoints": "idempotencyKey", "captureHold": "idempotencyKey", "releaseHold": "idempotencyKey",
		"refundPoints": "idempotencyKey", "transferPoints": "idempotencyKey", "donatePoints": "idempotencyKey",
		"createCategory": "slug", "createProduct": "slug", // taken once
		"setProductShelf": "version", "adjustStock": "idempotencyKey", "updateProductAvailability": "version", "updateSkuTerms": "version", "voidQuotes": "version", "setSkuPrices": "version",
		"createCouponTemplate": "code", "updateCouponTemplate": "revision", "activateCouponTemplate": "revision", "retireCouponTemplate": "revision",
		"createCouponCodes": "idempotencyKey", "giveCoupon": "idempotencyKey", "claimCoupon": "idempotencyKey", "sendCoupon": "idempotencyKey", "redeemCouponCode": "idempotencyKey",
		"createShippingTemplate": "", "updateShippingTemplate": "version", // a repeat makes one more, which nothing names
		"addToCart": "", "setCartLine": "", "mergeCart": "cartId", // promise nothing
		"updateCategory": "version", "moveCategory": "version", "deleteCategory": "version", "createProductBrand": "slug", "updateProductBrand": "version",
		"updateProduct": "version", "setProductOptions": "version", "scheduleProductShelf": "version", "setProductImages": "version", "createImport": "", "startImport": "version", "cancelImport": "version", "undoImport": "version", // a row imported before adds nothing
		"createExport": "", "cancelExport": "", "uploadPicture": "", // the same again is the one that is there
		"setProductArchived": "version",
		"addSku":             "version", "updateSku": "version", "setSkuArchived": "version",
		"updateTier": "version", "grantTier": "", "setMemberTags": "", "setMemberRef": "externalRef", // the last word counts
		"createCause": "slug", "setCauseOpen": "version", "createPointsCurrency": "code", "updatePointsPolicy": "version",
		"updateMallSettings": "version",
		"createTask":         "code", "updateTask": "revision", "activateTask": "revision", "retireTask": "revision",
		"createPartner": "name", "createPartnerKey": "label", "updatePartner": "version", "saveSharedCatalog": "version", // a repeat makes one more key, whose secret is shown
		"revokePartnerKey": "keyId", "rotatePartnerKey": "keyId", // an end stays, and who has one is not rotated
		"signUp": "", "signIn": "", "finishSignIn": "code", "refreshSession": "", "signOut": "", // move nothing
		"updateMailSettings": "version", "updateSmsSettings": "version", "sendTestMessage": "", // a repeat sends another
		"requestSignInCode": "", "signInWithCode": "code", "confirmContact": "code", "removeContact": "code", "changePassword": "currentPassword", "resetPassword": "code", // a code is taken once, and asked for once a minute
		"beginIdentity": "", "signInWithIdentity": "code", "linkIdentity": "code", "unlinkIdentity": "identityId",
		"updateProfile": "version", "setAvatar": "", "setConsent": "version", "freezeMember": "version", "unfreezeMember": "version", // the last word counts
		"exportMyData": "", "downloadMyData": "exportId", "deleteMyAccount": "", // one a day; the newest address is good; who has left is gone
		"saveMemberSegment": "name", "deleteMemberSegment": "version",
		"updateStaffUser": "version", "createStaffRole": "name", "updateStaffRole": "version", "deleteStaffRole": "version",
		"inviteStaff": "login", "revokeStaffInvitation": "invitationId", "acceptStaffInvitation": "token", // open once, ended once, taken once
		"createStaffPasswordReset": "staffId", "resetStaffPassword": "token", "changeStaffPassword": "currentPassword", // the newest link is good, once
		"beginTwoFactor": "", "confirmTwoFactor": "code", "renewRecoveryCodes": "code", "turnOffTwoFactor": "code", // a code is taken once
		"endStaffSessions": "", "beginStaffOpenId": "", "finishStaffOpenId": "code", "linkStaffOpenId": "code", "unlinkStaffOpenId": "version", "beginStaffPasskey": "", "addStaffPasskey": "credential", "finishStaffPasskey": "credential", "removeStaffPasskey": "passkeyId", // an end stays; a code is taken once
	}
	s := schema()
	for _, f := range s.Mutation.Fields {
		key, known := safe[f.Name]
		if !assert.True(t, known, "say here what makes %s safe to repeat", f.Name) {
			continue
		}
		assert.Len(t, f.Arguments, 1, f.Name)
		assert.NotNil(t, s.Types[f.Type.Name()].Fields.ForName("userErrors"), f.Name)
		if key != "" {
			assert.NotNil(t, s.Types[f.Arguments[0].Type.Name()].Fields.ForName(key), f.Name)
		}
	}
}

// Everything in the API says what it is. A field whose name and type say all may
// go without; an argument of a page goes by Relay's rules.
func TestEverythingIsDescribed(t *testing.T) {
	plain := map[string]bool{
		"id": true, "name": true, "description": true, "slug": true, "kind": true, "node": true, "edges": true, "cursor": true, "pageInfo": true,
		"userErrors": true, "code": true, "message": true, "path": true, "sku": true, "status": true, "lines": true, "order": true, "orders": true,
		"placedAt": true, "images": true, "category": true, "login": true, "password": true, "amount": true, "method": true, "memberId": true,
		"orderId": true, "skuId": true, "by": true,
	}
	for _, def := range schema().Types {
		if def.BuiltIn || strings.HasPrefix(def.Name, "__") {
			continue
		}
		switch def.Name {
		case "Query", "Mutation", "Subscription":
		default:
			assert.NotEmpty(t, def.Description, def.Name)
		}
		for _, f := range def.Fields {
			if !plain[f.Name] && !strings.HasPrefix(f.Name, "__") {
				assert.NotEmpty(t, f.Description, "%s.%s", def.Name, f.Name)
			}
		}
		for _, v := range def.EnumValues {
			assert.NotEmpty(t, v.Description, "%s.%s", def.Name, v.Name)
		}
	}
}
