import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';

const welcome = `# Sign in, with your own login and password:
#   mutation { signIn(input: {login: "…", password: "…"})
#     { accessToken userErrors { message } } }
# and paste the token into the Headers editor below:
#   {"Authorization": "Bearer <accessToken>"}
# Subscriptions and tabs not yet opened use it too.

query Me {
  me {
    displayName
  }
}
`;

window.__POINTSMALL__ ??= JSON.parse(document.getElementById('config').textContent);

const examples = window.__POINTSMALL__.queries.map(({ title, query, variables, headers }) => ({
  query: title && !query.startsWith('#') ? `# ${title}\n${query}` : query,
  variables: variables || null,
  headers: headers || null, // null, unlike '', takes defaultHeaders
}));

// A token outlives a reload but not the browser tab. GraphiQL also keeps the visible editors' text apart from its tabs,
// forgets the headers among it when it starts, and then takes the visible tab for a new one: answer from the tab instead.
const storage = {
  getItem(key) {
    const editor = /^graphiql:(query|variables|headers)$/.exec(key)?.[1];
    if (!editor) return sessionStorage.getItem(key);
    const { tabs, activeTabIndex } = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? '{"tabs":[]}');
    return tabs[activeTabIndex]?.[editor] ?? null;
  },
  setItem: (key, value) => sessionStorage.setItem(key, value),
  removeItem: (key) => sessionStorage.removeItem(key),
  clear: () => sessionStorage.clear(),
  get length() {
    return sessionStorage.length;
  },
};

// typed returns what stands in a headers editor if it is the reader's, not an example's own.
const typed = (headers) => (headers && !examples.some((e) => e.headers === headers) ? headers : undefined);

// GraphiQL fills the editors of the first tab from its query and variables props alone.
const url = new URLSearchParams(location.search);
const linked = url.has('query')
  ? { query: url.get('query'), variables: url.get('variables') ?? '' }
  : undefined;
const firstTabs = [linked ?? { query: welcome }, ...examples];

// What stands in the headers editor goes out as HTTP headers, or as connectionParams for a subscription.
// The socket opens only for a subscription, and a refused token shows at once instead of after five retries.
const socket = `${location.origin.replace(/^http/, 'ws')}/graphql`;
const fetcher = (params, options) =>
  createGraphiQLFetcher({
    url: '/graphql',
    wsClient: createClient({ url: socket, connectionParams: options?.headers, retryAttempts: 0 }),
  })(params, options);
const plugins = [explorerPlugin()];

function App() {
  const [headers, setHeaders] = useState(() => typed(storage.getItem('graphiql:headers')) ?? '');
  return (
    <GraphiQL
      {...linked}
      fetcher={fetcher}
      plugins={plugins}
      defaultQuery={welcome}
      defaultTabs={firstTabs}
      defaultHeaders={headers}
      onEditHeaders={(edited) => setHeaders((last) => typed(edited) ?? last)}
      defaultEditorToolsVisibility="headers"
      storage={storage}
      shouldPersistHeaders
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>Pointsmall</GraphiQL.Logo>
    </GraphiQL>
  );
}

createRoot(document.getElementById('root')).render(<App />);
