// Names made from a generateName. upstream: apiserver storage/names.
import type { Environment } from '../base/environment.ts';

/** No vowels and nothing that looks like a vowel, so that no words come out. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
/** So that a generated name is a DNS label: 63 characters. */
const baseLengthMax = 63 - suffixLength;

/** Adds a random suffix. Two calls can give the same name: the store tries again when one is taken. */
export function generateName(base: string, { random }: Pick<Environment, 'random'>): string {
  let name = base.slice(0, baseLengthMax);
  for (let i = 0; i < suffixLength; i++) name += alphabet[random(alphabet.length)];
  return name;
}
