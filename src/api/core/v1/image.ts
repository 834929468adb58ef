// core/v1: when a node pulls a container's image, and how the tag of an image decides it.
import { values, type ValueOf } from '../../../machinery/declare.ts';

/** IfNotPresent trusts what the node has under that name. */
export const PullPolicy = values('Always', 'Never', 'IfNotPresent');
export type PullPolicy = ValueOf<typeof PullPolicy>;

/** Always when the tag is `latest`, given or implied: such an image may change under its name. */
export const pullPolicyFor = (image: string | undefined): PullPolicy => (tagOf(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent');

const host = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const repository = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const identifier = /^[a-f0-9]{64}$/;
const rest = /^([^:@]*)(?::(\w[\w.-]{0,127}))?(?:@([a-z0-9]+):([a-f0-9]+))?$/;
const digestLengths: { readonly [algorithm: string]: number } = { sha256: 64, sha384: 96, sha512: 128 };

/** The tag of an image's name; undefined for a name that has a digest instead, or that no registry would take. */
function tagOf(image: string): string | undefined {
  if (identifier.test(image)) return undefined;
  const { domain, remainder } = splitDomain(image);
  const [, path = '', tag, algorithm, digest] = rest.exec(remainder) ?? [];
  if (!host.test(domain) || !repository.test(path) || domain.length + 1 + path.length > 255) return undefined;
  if (digest !== undefined && digest.length !== digestLengths[algorithm!]) return undefined;
  return tag ?? (digest === undefined ? 'latest' : undefined);
}

/** The first part is a registry only if it looks like a host: a dot, a colon, an upper-case letter, or localhost. */
function splitDomain(image: string): { readonly domain: string; readonly remainder: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, slash);
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  return isHost ? { domain: first, remainder: image.slice(slash + 1) } : { domain: 'docker.io', remainder: image };
}
