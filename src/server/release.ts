// What this server is and which Kubernetes it speaks: /version, --version, the start message.

export const release = {
  product: '0.1.0',
  /** The API's behaviour is this release's. */
  kubernetes: '1.36.1',
  major: '1',
  minor: '36',
} as const;
