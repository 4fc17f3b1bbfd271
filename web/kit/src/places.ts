/** Where the pages and the API are. The server writes the base into the page, so a mall may stand below any path. */
export const base = new URL(document.baseURI);

/** The mall's own address, the page's parent. */
export const root = new URL('..', base);

export const graphqlUrl = new URL('graphql', root).href;

/** Where this page's session is begun, renewed and ended: the only path that the browser sends its cookie to. */
export const sessionUrl = new URL('session', base).href;

/** A link of the mall's, on the host by which the page was reached. Other hosts' links stay as they are. */
export function here(url: string): string {
  const { pathname, search } = new URL(url, root);
  const own = ['/images/', '/media/', '/payments/'].some((part) => pathname.includes(part));
  return own ? new URL(pathname + search, root.origin).href : url;
}
