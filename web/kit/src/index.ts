export * from './client';
export * from './formats';
export * from './intents';
export * from './kit';
export * from './locales';
export * from './places';
export * from './problems';
export * from './session';
export type { RefusalFragment } from './gql/graphql';
