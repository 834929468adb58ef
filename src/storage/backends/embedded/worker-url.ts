// Where the program of the store's threads lies: beside this module, or, when both were bundled by scripts/build.ts,
// as embedded-worker.js beside the command. This is the one place that knows; `workerUrl` of openEmbedded overrides it.

export function defaultWorkerUrl(self: string = import.meta.url): URL {
  const unbundled = /\/worker-url\.(ts|js)$/.exec(self);
  if (unbundled !== null) return new URL(`./worker.${unbundled[1]}`, self);
  return new URL(self.includes('/chunks/') ? '../embedded-worker.js' : './embedded-worker.js', self);
}
