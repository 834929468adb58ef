// The way to a cluster for one kind of traffic: a channel to each member, of which one is used until it fails. Reads and
// writes have one, watches another, so that a flood of events does not delay an answer.
import { Client, connectivityState, credentials, type ChannelOptions } from '@grpc/grpc-js';
import type { Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import { stayAwake } from './awake.ts';
import type { Endpoint } from './endpoint.ts';
import { unavailable } from './refusal.ts';
import { FileCredentials, type TlsFiles } from './tls.ts';

export interface ConnectionOptions {
  readonly endpoints: readonly Endpoint[];
  readonly tls: TlsFiles;
  readonly environment: Environment;
  readonly limits: Limits;
  /** What a member may send ahead: on one stream, and on all of the connection together. */
  readonly windowBytes: number;
}

export interface Member {
  readonly endpoint: Endpoint;
  readonly client: Client;
}

export interface Patience {
  /** Default: for ever. */
  readonly ms?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const channelOptions = ({ limits, windowBytes }: ConnectionOptions): ChannelOptions => ({
  'grpc-node.flow_control_window': windowBytes,
  'grpc.keepalive_time_ms': limits.etcdKeepaliveMs,
  'grpc.keepalive_timeout_ms': limits.etcdKeepaliveTimeoutMs,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A page of a list is as large as it is.
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
});

export class Connection {
  readonly members: readonly Member[];
  readonly #environment: Environment;
  #preferred = 0;
  /** Resolved, and renewed, when a member comes or goes. */
  #changed = Promise.withResolvers<void>();
  #closed = false;

  constructor(options: ConnectionOptions) {
    const { endpoints, tls, environment } = options;
    this.#environment = environment;
    this.members = endpoints.map((endpoint) => {
      const { secure, host, target } = endpoint;
      const trusted = secure ? new FileCredentials(tls, host) : credentials.createInsecure();
      return { endpoint, client: new Client(target, trusted, channelOptions(options)) };
    });
    for (const member of this.members) this.#follow(member);
  }

  /** A member that is connected: the same one until it fails. Rejects with `unavailable` when patience ends. */
  async connected({ ms, signal }: Patience = {}): Promise<Member> {
    const member = signal?.aborted === true ? undefined : this.#ready();
    return member ?? this.#wait({ ms, signal });
  }

  async #wait({ ms, signal }: Patience): Promise<Member> {
    let late = false;
    const sleep = stayAwake();
    const cancel = ms === undefined ? () => {} : this.#environment.after(ms, () => ((late = true), this.#wake()));
    const wake = (): void => this.#wake();
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const member = this.#ready();
        if (member !== undefined) return member;
        if (late || this.#closed) throw unavailable(await this.#why(), 'no');
        await this.#changed.promise;
      }
    } finally {
      sleep();
      cancel();
      signal?.removeEventListener('abort', wake);
    }
  }

  /** Others come first from now on. */
  avoid(member: Member): void {
    if (this.members[this.#preferred] === member) this.#preferred = (this.#preferred + 1) % this.members.length;
  }

  /** Calls that are open may finish. */
  close(): void {
    this.#closed = true;
    for (const { client } of this.members) client.close();
    this.#wake();
  }

  /** Asks the others to connect, too, while the preferred one is not. */
  #ready(): Member | undefined {
    if (this.#closed) return undefined;
    const inOrder = this.members.map((_, i) => this.members[(this.#preferred + i) % this.members.length]!);
    const member = inOrder.find(isReady);
    if (member === undefined) return undefined;
    this.#preferred = this.members.indexOf(member);
    return member;
  }

  #follow(member: Member): void {
    const channel = member.client.getChannel();
    const before = channel.getConnectivityState(true);
    channel.watchConnectivityState(before, Infinity, () => {
      this.#wake();
      if (!this.#closed) this.#follow(member);
    });
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** What kept each member from being connected; only a call that fails tells. */
  async #why(): Promise<string> {
    if (this.#closed) return 'the connection is closed';
    const reasons = this.members.map(async (member) => `${member.endpoint.url}: ${await this.#lastError(member)}`);
    return (await Promise.all(reasons)).join('; ');
  }

  #lastError({ client }: Member): Promise<string> {
    return new Promise((resolve) => {
      const same = (bytes: Buffer): Buffer => bytes;
      const call = client.makeUnaryRequest('/etcdserverpb.Maintenance/Status', same, same, Buffer.alloc(0), (error) => {
        cancel();
        resolve(error === null ? 'connected just now' : connectError(error.details));
      });
      const cancel = this.#environment.after(100, () => call.cancel());
    });
  }
}

const isReady = ({ client }: Member): boolean => client.getChannel().getConnectivityState(true) === connectivityState.READY;

/** `No connection established. Last error: connect ECONNREFUSED 127.0.0.1:2379 (2026-11-20T…Z). Resolution note: …` */
function connectError(details: string): string {
  const [, error = details] = /Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*Z\))?(?:\. Resolution note:.*)?$/s.exec(details) ?? [];
  if (error === 'Cancelled on client') return 'no connection yet';
  // OpenSSL's sentence takes two lines: `…:ssl/tls alert bad certificate:…`.
  const [, alert] = /:(?:ssl\/tls|tlsv\d+) alert ([^:]+):/.exec(error) ?? [];
  return alert === undefined ? error.trim() : `it refuses this client (${alert}); check --etcd-certfile`;
}
