import { createApp } from 'vue';
import { chosenLocale, createKit, createTexts } from '@kit';
import App from './App.vue';

const locale = chosenLocale();
const texts = await createTexts(locale, async (l) => (l === 'en' ? await import('./texts/en.json') : await import('./texts/zh-CN.json')).default);
const kit = createKit({ app: 'shop', locale, onEnded: () => undefined });
void kit.session.start();
createApp(App).use(texts).use(kit).mount('#app');
