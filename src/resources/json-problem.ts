// What is wrong with text that should be JSON, in the words of Go's decoder.
import { syntaxError } from '../machinery/codec/syntax.ts';
import { depthMax } from '../machinery/codec/walk.ts';

export function jsonProblem(bytes: Uint8Array): string | undefined {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return undefined;
  } catch {
    return syntaxError(bytes, depthMax);
  }
}
