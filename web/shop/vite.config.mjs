import { VantResolver } from '@vant/auto-import-resolver';
import { configOf } from '../vite.shared.mjs';

export default configOf('shop', {
  resolvers: [VantResolver()],
  // What the first page needs comes in two files: on a phone each request more costs a round trip.
  groups: [
    { name: 'vendor', test: /node_modules[\\/](vue|@vue|vue-i18n|@intlify|vue-router|@urql|@0no-co|wonka|graphql-sse)[\\/]/ },
    { name: 'base', test: /kit[\\/]src[\\/](?!texts)|shop[\\/]src[\\/](gql|(member|cart|prices|deeds)\.ts|components[\\/](PriceText|ProductPicture|GoodsCard|GoodsSkeleton|ProblemNote|EmptyState|SheetDialog))|export-helper/ },
  ],
});
