// What the builds of the shop and the console have in common.
import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import Components from 'unplugin-vue-components/vite';

const place = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Vant's style sheet carries its icon font as data: and names one at a foreign host beside it. The pages' policy
 * allows neither: the font is a file of the shop, which fonts.mjs takes out.
 */
const ownFonts = {
  postcssPlugin: 'own-fonts',
  Declaration: {
    src(declaration) {
      if (declaration.value.includes('data:font/woff2')) declaration.value = 'url("@/fonts/vant-icon.woff2") format("woff2")';
    },
  },
};

export const configOf = (app, { resolvers, define = {}, groups = [] }) => ({
  root: place(`./${app}`),
  base: './',
  publicDir: place(`./${app}/public`),
  plugins: [vue(), Components({ resolvers, dts: false, dirs: [] })],
  resolve: {
    alias: { '@kit': place('./kit/src/index.ts'), '@': place(`./${app}/src`) },
    // One of each, whoever asks for it.
    dedupe: ['vue', '@urql/core', '@urql/vue', 'vue-i18n'],
  },
  css: { postcss: { plugins: [ownFonts] } },
  define: {
    __VUE_OPTIONS_API__: 'true', // Vant and Element Plus have parts that use it
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true', // else messages are compiled by new Function, which the policy forbids
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    ...define,
  },
  build: {
    outDir: place(`./dist/${app}`),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // nothing as data: in style sheets and scripts of ours
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    manifest: 'manifest.json',
    rolldownOptions: { output: { codeSplitting: { groups }, assetFileNames: 'assets/[name]-[hash][extname]', chunkFileNames: 'assets/[name]-[hash].js', entryFileNames: 'assets/[name]-[hash].js' } },
  },
  // npm run dev beside `make run`.
  server: { proxy: { '/graphql': 'http://127.0.0.1:8080', '/images': 'http://127.0.0.1:8080', '/media': 'http://127.0.0.1:8080' } },
});
