// The static token file [N022]: CSV of token,user,uid,"group1,group2". upstream: authentication/token/tokenfile.
import type { User } from '../user.ts';
import type { TokenLookup } from './bearer-token.ts';

/** Throws an Error that names the line. Of a token that stands there twice the last line counts; lines without token are skipped. */
export function parseTokenFile(csv: string): TokenLookup {
  const users = new Map<string, User>();
  for (const [index, line] of csv.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [token, name, uid, groups] = parseRecord(line, index + 1);
    if (name === undefined || uid === undefined)
      throw new Error(`line ${index + 1}: must have at least 3 columns (token, user name, user uid)`);
    if (token === undefined || token === '') continue;
    users.set(token, {
      name,
      ...(uid !== '' && { uid }),
      groups: groups === undefined || groups === '' ? [] : groups.split(','),
      extra: {},
    });
  }
  return (token) => users.get(token);
}

/** One line of CSV. A quote inside a quoted column is doubled. */
function parseRecord(line: string, number: number): readonly string[] {
  const columns: string[] = [];
  const column = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const found = column.exec(line);
    if (found === null) throw new Error(`line ${number}: a quote in the wrong place`);
    columns.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '') return columns;
  }
}
