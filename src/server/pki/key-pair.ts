// A certificate and its key, both PEM.

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}
