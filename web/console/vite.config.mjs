import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { configOf } from '../vite.shared.mjs';

export default configOf('console', { resolvers: [ElementPlusResolver()] });
