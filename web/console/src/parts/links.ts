import { base } from '@kit';

/** A link to one of the console's own pages; what it must carry stands behind the #, which no server is told. */
export const linkTo = (page: 'invitation' | 'password', token: string): string => new URL(`${page}#${encodeURIComponent(token)}`, base).href;
