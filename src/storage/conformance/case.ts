// A conformance suite is a list of named cases that any test framework can run: `for (const one of cases) test(one.name, one.run)`.

export interface ConformanceCase {
  readonly name: string;
  /** Why this case does not apply: a capability that was declared as missing. */
  readonly skip: string | undefined;
  readonly run: () => Promise<void>;
}
