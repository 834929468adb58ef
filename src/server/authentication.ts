// Who is asking, as this server can tell: client certificates and static tokens. upstream: BuiltInAuthenticationOptions.
import { readFile } from 'node:fs/promises';
import { anyOf, orAnonymous, withAuthenticatedGroup, type Authenticator } from '../access/authn/authenticator.ts';
import { bearerTokens } from '../access/authn/bearer-token.ts';
import { clientCertificates } from '../access/authn/client-certificate.ts';
import { parseTokenFile } from '../access/authn/token-file.ts';
import { OptionsError } from './options.ts';

/** Throws OptionsError when the token file cannot be used. */
export async function createAuthenticator(tokenAuthFile: string | undefined): Promise<Authenticator> {
  const lookups = tokenAuthFile === undefined ? [] : [parseTokens(tokenAuthFile, await readOption('--token-auth-file', tokenAuthFile))];
  return orAnonymous(withAuthenticatedGroup(anyOf([clientCertificates, bearerTokens(lookups)])));
}

function parseTokens(path: string, csv: string): ReturnType<typeof parseTokenFile> {
  try {
    return parseTokenFile(csv);
  } catch (cause) {
    throw new OptionsError(`--token-auth-file=${path}: ${(cause as Error).message}`, { cause });
  }
}

/** The content of a file that a flag names. Throws OptionsError when it cannot be read. */
export async function readOption(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OptionsError(`${flag}=${path}: ${(cause as Error).message}; name a file this user can read`, { cause });
  }
}
