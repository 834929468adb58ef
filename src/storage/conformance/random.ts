// Random choices that a seed decides, so that a history that failed can be had again.

/** A source of integers in [0, below). */
export function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2654435761) % 2147483647 || 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}
