import { createApp } from 'vue';
import { chosenLocale, createKit, createTexts } from '@kit';
import App from './App.vue';
import { setWords } from './forms/words';
import { createPages } from './router';
import { useStaff } from './session';
import 'element-plus/es/components/message/style/css';
import 'element-plus/es/components/message-box/style/css';
import './style.css';

const locale = chosenLocale();
const [texts, words] = await Promise.all([
  createTexts(locale, async (l) => (l === 'en' ? await import('./texts/en.json') : await import('./texts/zh-CN.json')).default),
  locale === 'en' ? import('./texts/en.fields.json') : import('./texts/zh-CN.fields.json'),
]);
setWords(words.default);

const router = createPages(() => kit);
const kit = createKit({
  app: 'console',
  locale,
  onEnded() {
    useStaff().set(undefined);
    const at = router.currentRoute.value;
    if (!at.meta.open) void router.push({ name: 'signIn', query: { why: 'ended', to: at.fullPath } });
  },
});
await kit.session.start();
createApp(App).use(texts).use(kit).use(router).mount('#app');
