// How the schema and the operations are linted. A rule that is off says why.
import { fileURLToPath } from 'node:url';
import plugin from '@graphql-eslint/eslint-plugin';

const own = 'e2e/clients/operations/*.graphql';
const cases = 'e2e/operations/*.graphql';
const rules = (...names) => Object.assign({}, ...names.map((name) => plugin.configs[`flat/${name}`].rules));
const absolute = (glob) => fileURLToPath(new URL('../../', import.meta.url)) + glob;
const graphql = {
  plugins: { '@graphql-eslint': plugin },
  languageOptions: {
    parser: plugin.parser,
    parserOptions: { graphQLConfig: { schema: absolute('schema/*.graphql'), documents: [own, cases].map(absolute) } },
  },
};

// Values, and answers to one request: nothing that a client's cache could find again by an id.
const withoutId = {
  exceptions: {
    suffixes: [
      'Payload', 'Connection', 'Edge', 'Policy',
      // Parts of a rule, a tier or a task, and figures that are reckoned when they are asked for.
      'Effect', 'Band', 'Percent', 'Schedule', 'Audience', 'Stacking', 'Cap', 'Pending', 'Expiry', 'Figure',
      'Threshold', 'Rights', 'Progress', 'Status', 'Usage',
      // Parts of an order or a quote, and of the settings.
      'QuoteLine', 'Tender', 'UsedCoupon', 'PassedCoupon', 'Program', 'Switch',
      'PieceLine', 'RefundLine', 'TenderRefund', 'Step', 'SaleChange', 'ParcelEvent', 'PostalAddress',
    ],
    types: [
      'Image', 'Money', 'PageInfo', 'PointsAccount', 'PointsCurrency', 'PointsExpiration', 'PartnerPointsAccount', 'PurchaseLine', 'Tier', '_Service',
      'PlainUserError', 'InsufficientPoints', 'OutOfStock', 'LimitExceeded', 'TryLater', 'VersionConflict', 'PriceChanged', 'SecondFactorRequired',
      'Mall', 'MallSettings', 'MallSettingsChange', 'MallSettingsStep', 'PointsPolicyChange', 'Warning', 'NotReplayedEvents',
      'AuditChange', 'PointsEntryLot', 'AppliedRule', 'ConditionError', 'LocalizedText', 'RateLimit', 'TaskStep',
      'RuleSimulation', 'SimulatedRule', 'SimulatedRuleSum', 'SimulatedExample', 'EventExplanation', 'ExplainedRule',
      'MailSettings', 'SmsSettings', 'SmsTemplate', 'MemberConsent', 'MemberCard', 'CardHolder', 'MemberGrowth', 'SegmentCount', 'LostPoints', 'LeavingPreview',
      'Multiplier', 'Sale', 'SaleGood', 'SkuSale', 'WaitingPlace', 'SharedSku', 'PaymentMethodOffer',
      // Parts of a product or a SKU, and counts of products.
      'ProductSpecification', 'ProductOption', 'SkuOption', 'ProductFacets', 'ProductKindCount', 'ProductCategoryCount', 'ProductBrandCount',
      'ProductPointsBand', 'ImageSource',
    ],
  },
};

export default [
  {
    ...graphql,
    files: ['schema/*.graphql'],
    rules: {
      ...rules('schema-recommended', 'schema-relay'),
      '@graphql-eslint/description-style': ['error', { style: 'inline' }],
      // Short lists that belong to their owner (an order's lines, userErrors) are no connections.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      '@graphql-eslint/strict-id-in-types': ['error', withoutId],
    },
  },
  {
    files: ['schema/federation.graphql'],
    rules: {
      // Apollo Federation gave these names.
      '@graphql-eslint/naming-convention': 'off',
    },
  },
  { ...graphql, files: [own, cases], rules: rules('operations-recommended') },
  {
    files: [cases],
    rules: {
      // A case asks for what it compares; it has no cache that ids are for.
      '@graphql-eslint/require-selections': 'off',
    },
  },
];
