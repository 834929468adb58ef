// `npm run bench`: every bench, one after the other. Each prints ratios to a floor measured in the same run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

for (const bench of ['http', 'embedded', 'object-store', 'codec']) {
  console.log(`\n## ${bench}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${bench}.ts`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
