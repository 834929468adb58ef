import { afterEach, describe, expect, test, vi } from 'vitest';
import { addTotals, judge, runSteps } from './steps.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const clean = { passed: 3, failed: 0, skipped: [] };

describe('what a step counts for', () => {
  test('a tool counts as one', () => {
    expect(judge(0, undefined)).toEqual({ passed: 1, failed: 0, skipped: [] });
    expect(judge(2, undefined)).toEqual({ passed: 0, failed: 1, skipped: [] });
  });

  test('a run of tests counts each', () => {
    expect(judge(0, clean)).toEqual(clean);
    expect(judge(1, { ...clean, failed: 2 })).toMatchObject({ passed: 3, failed: 2 });
  });

  test('a run that ended badly has failed though no test did', () => {
    expect(judge(1, clean)).toMatchObject({ passed: 3, failed: 1 });
  });

  test('a skipped test is a failure under CI and only there', () => {
    const totals = { ...clean, skipped: ['a: no moon', 'b: no reason given'] };
    vi.stubEnv('CI', '');
    expect(judge(0, totals)).toMatchObject({ failed: 0 });
    vi.stubEnv('CI', 'true');
    expect(judge(0, totals)).toMatchObject({ failed: 2 });
  });
});

test('totals add up', () => {
  expect(addTotals([clean, { passed: 1, failed: 2, skipped: ['a'] }])).toEqual({ passed: 4, failed: 2, skipped: ['a'] });
});

test('all steps run, and what a failing one said is shown', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const steps = [
    { name: 'good', command: 'node', args: ['-e', ''] },
    { name: 'bad', command: 'node', args: ['-e', 'console.error("this is why"); process.exit(3)'] },
    { name: 'broken', command: 'node', args: ['-e', ''], tests: true },
    { name: 'absent', command: 'no-such-program', args: [] },
  ];
  expect(await runSteps(steps)).toEqual({ passed: 1, failed: 3, skipped: [] });
  const said = log.mock.calls.flat().join('\n');
  expect(said).toMatch(/^ok {3}good/m);
  expect(said).toMatch(/^FAIL bad/m);
  expect(said).toContain('this is why');
  expect(said).toContain('no-such-program');
});
