import { createApp } from 'vue';
import { createPinia } from 'pinia';
import { chosenLocale, createKit, createTexts } from '@kit';
import App from './App.vue';
import { createPages } from './router';
import './style.css';

const locale = chosenLocale();
const texts = await createTexts(locale, async (l) => (l === 'en' ? await import('./texts/en.json') : await import('./texts/zh-CN.json')).default);
const router = createPages();
const kit = createKit({ app: 'console', locale, onEnded: () => void router.push({ name: 'sign-in' }) });
void kit.session.start();
createApp(App).use(createPinia()).use(texts).use(kit).use(router).mount('#app');
