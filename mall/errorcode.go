package mall

// ErrorCode says what kind of refusal an Error is. Codes are stable; texts are not. All
// codes of the API stand in this file, those of the server too, except those of gqlgen for
// documents (GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED and COMPLEXITY_LIMIT_EXCEEDED).
type ErrorCode string

// The codes of refusals by the domain; the API's enum ErrorCode lists those that a payload
// may carry.
const (
	CodeNotFound            ErrorCode = "NOT_FOUND"
	CodeInvalidInput        ErrorCode = "INVALID_INPUT"
	CodeInsufficientPoints  ErrorCode = "INSUFFICIENT_POINTS"
	CodeOutOfStock          ErrorCode = "OUT_OF_STOCK"
	CodeLimitExceeded       ErrorCode = "LIMIT_EXCEEDED"
	CodeNotEligible         ErrorCode = "NOT_ELIGIBLE"
	CodeNotAvailable        ErrorCode = "NOT_AVAILABLE"
	CodeIdempotencyConflict ErrorCode = "IDEMPOTENCY_CONFLICT"
	CodeVersionConflict     ErrorCode = "VERSION_CONFLICT"
	CodeAccountInDebt       ErrorCode = "ACCOUNT_IN_DEBT"
	CodeInvalidState        ErrorCode = "INVALID_STATE"
	CodePaymentFailed       ErrorCode = "PAYMENT_FAILED"
	CodeExpired             ErrorCode = "EXPIRED"
	// CodePriceChanged says that more would be charged than the caller expects.
	CodePriceChanged    ErrorCode = "PRICE_CHANGED"
	CodeUnauthenticated ErrorCode = "UNAUTHENTICATED"
	CodeForbidden       ErrorCode = "FORBIDDEN"
	// CodeSecondFactorRequired says that a password alone does not sign in.
	CodeSecondFactorRequired ErrorCode = "SECOND_FACTOR_REQUIRED"
)

// The codes of callers who ask for too much.
const (
	// CodeRateLimited refuses until the caller's bucket fills, or an operation ends.
	CodeRateLimited ErrorCode = "RATE_LIMITED"
	// CodeQuotaExceeded refuses an API key's calls until the next day.
	CodeQuotaExceeded ErrorCode = "QUOTA_EXCEEDED"
)

// The codes of documents that do not run.
const (
	// CodeDocumentLimitExceeded says that a document is larger than the server runs.
	CodeDocumentLimitExceeded ErrorCode = "DOCUMENT_LIMIT_EXCEEDED"
	// CodeNotSupported says that a document asks for what the server does not do.
	CodeNotSupported ErrorCode = "NOT_SUPPORTED"
	// CodePersistedQueryNotFound asks a client to send the text with its hash; Apollo's name.
	CodePersistedQueryNotFound ErrorCode = "PERSISTED_QUERY_NOT_FOUND"
	// CodePersistedQueryHashMismatch says that a hash is not that of the text beside it.
	CodePersistedQueryHashMismatch ErrorCode = "PERSISTED_QUERY_HASH_MISMATCH"
	// CodeBadPersistedQuery says that extensions.persistedQuery makes no sense.
	CodeBadPersistedQuery ErrorCode = "BAD_PERSISTED_QUERY"
	// CodeDocumentNotTrusted says that only registered documents run, and this is none.
	CodeDocumentNotTrusted ErrorCode = "DOCUMENT_NOT_TRUSTED"
	// CodeIntrospectionDisabled says that this caller may not read the schema.
	CodeIntrospectionDisabled ErrorCode = "INTROSPECTION_DISABLED"
)

// The codes of requests that are no GraphQL requests, or none that this server reads.
const (
	CodeBadRequest              ErrorCode = "BAD_REQUEST"
	CodeBatchingNotSupported    ErrorCode = "BATCHING_NOT_SUPPORTED"
	CodeBadUpload               ErrorCode = "BAD_UPLOAD"
	CodeMethodNotAllowed        ErrorCode = "METHOD_NOT_ALLOWED"
	CodeNotAcceptable           ErrorCode = "NOT_ACCEPTABLE"
	CodePayloadTooLarge         ErrorCode = "PAYLOAD_TOO_LARGE"
	CodePreflightRequired       ErrorCode = "PREFLIGHT_REQUIRED"
	CodeRequestTimeout          ErrorCode = "REQUEST_TIMEOUT"
	CodeSubscriptionNeedsStream ErrorCode = "SUBSCRIPTION_NEEDS_STREAM"
	CodeTooManyFiles            ErrorCode = "TOO_MANY_FILES"
	CodeUnsupportedMediaType    ErrorCode = "UNSUPPORTED_MEDIA_TYPE"
)

// The codes of operations that ran and failed.
const (
	// CodeBadUserInput says that a variable or an argument has no value of its type.
	CodeBadUserInput ErrorCode = "BAD_USER_INPUT"
	// CodeCancelled says that the caller left before the answer was ready.
	CodeCancelled ErrorCode = "CANCELLED"
	// CodeTimeout says that the operation took longer than the server allows.
	CodeTimeout ErrorCode = "TIMEOUT"
	// CodeUnavailable says that the server cannot answer now, and that trying again helps.
	CodeUnavailable ErrorCode = "UNAVAILABLE"
	// CodeTooManyErrors stands for the errors that an answer does not list.
	CodeTooManyErrors ErrorCode = "TOO_MANY_ERRORS"
	// CodeInternal is a failure that nobody expected; the log has it under an id.
	CodeInternal ErrorCode = "INTERNAL"
)
