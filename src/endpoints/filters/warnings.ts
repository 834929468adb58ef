// Warnings for whoever sent the request, as headers: each text once, and cut when there are too many [E069].
// upstream: WithWarningRecorder and NewWarningHeader.
import { limits } from '../../base/limits.ts';
import type { HeaderList } from '../exchange.ts';
import type { Filter } from './filter.ts';

export const recordWarnings: Filter = (next) => (exchange) => {
  exchange.showWarnings(warningHeaders);
  return next(exchange);
};

export function warningHeaders(texts: ReadonlySet<string>): HeaderList {
  const shown = [...texts].filter((text) => text !== '' && !/\p{Cc}/u.test(text));
  const runes = shown.map((text) => [...text]);
  const total = runes.reduce((sum, { length }) => sum + length, 0);
  if (total <= limits.warningCharacters) return shown.map(warningHeader);
  let written = 0;
  const headers: (readonly [string, string])[] = [];
  for (const text of runes) {
    if (written >= limits.warningCharacters) break;
    const cut = text.slice(0, limits.warningItemCharacters);
    written += cut.length;
    headers.push(warningHeader(cut.join('')));
  }
  return headers;
}

const warningHeader = (text: string): readonly [string, string] => ['warning', `299 - "${text.replace(/[\\"]/g, '\\$&')}"`];
