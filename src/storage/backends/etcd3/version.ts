// What a member can do, by its version.

/**
 * Whether a request for progress is answered behind the changes it speaks of: since 3.4.31 and 3.5.13
 * (etcd-io/etcd issues 15220 and 17507).
 */
export function answersProgress(version: string): boolean {
  const [, major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major !== 3) return major > 3;
  if (minor === 4) return patch >= 31;
  return minor === 5 ? patch >= 13 : minor > 5;
}
