// Who is at the other end of a connection, as the TLS layer saw it.

export interface ClientCertificate {
  /** Why the TLS layer does not trust it; undefined when it chains to a client CA, is valid now and is meant for clients. */
  readonly distrust: string | undefined;
  /** CN. '' when it has none. */
  readonly commonName: string;
  /** O, every value. */
  readonly organizations: readonly string[];
  /** The values of the attribute 1.3.6.1.4.1.57683.2. */
  readonly uids: readonly string[];
  /** Of the DER, in lower-case hexadecimal. */
  readonly sha256: string;
}
