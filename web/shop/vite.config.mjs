import { VantResolver } from '@vant/auto-import-resolver';
import { configOf } from '../vite.shared.mjs';

export default configOf('shop', { resolvers: [VantResolver()] });
