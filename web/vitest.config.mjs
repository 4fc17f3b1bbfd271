import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['*/test/*.test.ts'], environment: 'node', isolate: false },
  resolve: { alias: { '@kit': fileURLToPath(new URL('./kit/src/index.ts', import.meta.url)) } },
});
