// Adds to package-lock.json the packages for other platforms that its own entries name as optional but that have no entry.
// npm leaves them out where the registry it was run against does not carry them, and `npm ci` then refuses the file.
// Run after `npm install`: node scripts/complete-lock.ts
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ppc64', 'riscv64', 's390x', 'ia32', 'x64'];
const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Entry> };

/** `node_modules/a/node_modules/b` and what it would be found as from inside: that, then `node_modules/b`. */
function* places(owner: string, name: string): Iterable<string> {
  for (let base = owner; ; base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : '') {
    yield `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (base === '') return;
  }
}

let added = 0;
for (const [owner, entry] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if ([...places(owner, name)].some((place) => place in lock.packages)) continue;
    const words = name.split(/[/-]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = processors.filter((processor) => words.includes(processor));
    const beside = `${owner.slice(0, owner.lastIndexOf('node_modules/'))}node_modules/${name}`;
    lock.packages[beside] = { version, ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), dev: true, optional: true };
    added++;
  }
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`);
process.stdout.write(`${added} entries added\n`);
