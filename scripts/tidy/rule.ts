// What a house rule is.

import type { Module } from './module.ts';

export interface Violation {
  readonly path: string;
  readonly line: number;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

export interface Finding {
  /** How many things the rule looked at. A rule that looked at nothing has gone blind, and fails. */
  readonly checked: number;
  readonly violations: readonly Violation[];
}

export interface Rule {
  readonly name: string;
  check(modules: readonly Module[]): Finding;
}

/** A rule over the items of each file, one by one: `judge` says what is wrong with an item, or nothing. */
export function eachItem<Item extends { readonly line: number }>(
  name: string,
  items: (module: Module) => readonly Item[],
  judge: (item: Item, module: Module) => string | undefined,
): Rule {
  return {
    name,
    check(modules) {
      let checked = 0;
      const violations: Violation[] = [];
      for (const module of modules) {
        for (const item of items(module)) {
          checked += 1;
          const message = judge(item, module);
          if (message !== undefined) violations.push({ path: module.path, line: item.line, message });
        }
      }
      return { checked, violations };
    },
  };
}

/** Tests may reach where the code they test may not. */
export function isTest(path: string): boolean {
  return /\.(?:test|testing)\.ts$/.test(path) || path.startsWith('test/');
}

/** Code that ships. */
export function isSource(path: string): boolean {
  return path.startsWith('src/') && !isTest(path);
}

export function liesIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => path.startsWith(place));
}
