// Single query parameters, converted as upstream converts them: of several values the first counts.
import { badRequest } from '../machinery/status-error.ts';
import { quote } from '../machinery/validation/go-text.ts';

/** What cannot be read is left out, also what semicolons separate. upstream: url.ParseQuery, whose error nobody looks at. */
export function parseQuery(query: string): URLSearchParams {
  if (query === '') return noQuery;
  if (!/[;%]/.test(query)) return new URLSearchParams(query);
  const readable = query.split('&').filter((pair) => !pair.includes(';') && !/%(?![\da-f]{2})/i.test(pair));
  return new URLSearchParams(readable.join('&'));
}

/** Nobody writes into a query. */
const noQuery = new URLSearchParams();

export function parameter(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined;
}

/** Anything but `false` and `0` is true, also nothing: `?watch`. upstream: Convert_Slice_string_To_bool. */
export function flagParameter(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  return value === null ? undefined : value !== '0' && value.toLowerCase() !== 'false';
}

/** Throws BadRequest in the words of Go's strconv. */
export function integerParameter(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const complaint = integerComplaint(value, { signed: true });
  if (complaint !== undefined) throw badRequest(complaint);
  return Number(value);
}

const int64Max = 2n ** 63n - 1n;
const uint64Max = 2n ** 64n - 1n;

/** What Go's strconv says about `text` as a 64-bit integer; undefined when it is one. */
export function integerComplaint(text: string, { signed }: { readonly signed: boolean }): string | undefined {
  const subject = `strconv.${signed ? 'ParseInt' : 'ParseUint'}: parsing ${quote(text)}`;
  if (!(signed ? /^[+-]?\d+$/ : /^\d+$/).test(text)) return `${subject}: invalid syntax`;
  const value = BigInt(text.replace(/^\+/, ''));
  const fits = signed ? value <= int64Max && value >= -int64Max - 1n : value <= uint64Max;
  return fits ? undefined : `${subject}: value out of range`;
}
