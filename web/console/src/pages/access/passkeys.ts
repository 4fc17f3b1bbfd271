/** Passkeys by the browser's own JSON (WebAuthn, level 3). */
interface Parsing {
  parseRequestOptionsFromJSON?: (json: unknown) => PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON?: (json: unknown) => PublicKeyCredentialCreationOptions;
}

const parsing = (): Parsing => (globalThis.PublicKeyCredential ?? {}) as unknown as Parsing;

export const hasPasskeys = (): boolean => typeof parsing().parseRequestOptionsFromJSON === 'function';

const jsonOf = (credential: Credential | null) => (credential as unknown as { toJSON(): Record<string, unknown> } | null)?.toJSON() ?? null;

/** Has a device sign. Null: there was none. */
export async function signedBy(options: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  return jsonOf(await navigator.credentials.get({ publicKey: parsing().parseRequestOptionsFromJSON!(options.publicKey) }));
}

/** Has a device make a passkey. Null: there was none. */
export async function madeBy(options: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  return jsonOf(await navigator.credentials.create({ publicKey: parsing().parseCreationOptionsFromJSON!(options.publicKey) }));
}
