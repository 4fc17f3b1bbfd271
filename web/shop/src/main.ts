import { createApp } from 'vue';
import { chosenLocale, createKit, createTexts } from '@kit';
import App from './App.vue';
import { followMember } from './member';
import { createPages } from './router';
import './style.css';

const locale = chosenLocale();
const kit = createKit({
  app: 'shop', locale,
  onEnded: () => void router.push({ name: 'sign-in', query: { to: router.currentRoute.value.fullPath, ended: '1' } }),
});
const router = createPages(kit.session);
void kit.session.start();
const texts = await createTexts(locale, async (l) => (l === 'en' ? await import('./texts/en.json') : await import('./texts/zh-CN.json')).default);
followMember(kit);

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('van-theme-dark', dark.matches);
dark.addEventListener('change', follow);
follow();

createApp(App).use(texts).use(kit).use(router).mount('#app');
