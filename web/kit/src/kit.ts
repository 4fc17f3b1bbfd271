import type { App, InjectionKey } from 'vue';
import { inject, shallowRef } from 'vue';
import urql from '@urql/vue';
import { createApi } from './client';
import { createFormats } from './formats';
import type { Formats } from './formats';
import { createIntents } from './intents';
import type { Intents } from './intents';
import type { Locale } from './locales';
import { createSession } from './session';

/** What every part of a page can ask for by useKit. */
export interface Kit {
  app: string;
  locale: Locale;
  session: ReturnType<typeof createSession>;
  client: ReturnType<typeof createApi>['client'];
  formats: Formats;
  /** The intents of whoever is signed in. */
  intents: () => Intents;
}

const key: InjectionKey<Kit> = Symbol('kit');

/** The kit of the page that a component is in. */
export function useKit(): Kit {
  const kit = inject(key);
  if (!kit) throw new Error('no kit: app.use(createKit(…)) is missing');
  return kit;
}

/** Makes the kit of a page. app names its cookie, path and storage: 'shop' or 'console'. onEnded is called when the session turns out to be over. */
export function createKit(options: { app: string; locale: Locale; onEnded: () => void }) {
  const { app, locale } = options;
  const session = createSession(app, locale);
  const { client } = createApi(session, locale, () => {
    session.forget();
    options.onEnded();
  });
  const current = shallowRef<{ owner: string; intents: Intents }>();
  const kit: Kit = {
    app, locale, session, client,
    formats: createFormats(locale),
    intents() {
      const owner = session.memberId.value ?? 'staff';
      if (current.value?.owner !== owner) current.value = { owner, intents: createIntents(localStorage, app, owner) };
      return current.value.intents;
    },
  };
  return {
    ...kit,
    install(vue: App) {
      vue.provide(key, kit);
      vue.use(urql, client);
    },
  };
}
