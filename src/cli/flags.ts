// The command's flags: kube-apiserver's names, and --data-dir.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ServerOptions, StorageType } from '../server/options.ts';

export interface ServeFlags extends ServerOptions {
  readonly verbosity: number;
}

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
};

// pflag's bool: `--x` is `--x=true`.
const bool = (text: string | true): boolean => {
  if (text === true || text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new InvalidArgumentError('must be true or false');
};

// Go's durations, whole seconds: `60s`, `1m30s`, `1h`.
const seconds = (text: string): number => {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (text === '' || match === null) throw new InvalidArgumentError('must be a duration such as 60s or 1m30s');
  const [, hours = '0', minutes = '0', rest = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
};

// Kubernetes' quantities, as far as sizes have them: `500Mi`, `1Gi`, or just bytes.
const bytes = (text: string): number => {
  const match = /^(\d+)(Ki|Mi|Gi|Ti)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('must be a size such as 500Mi or 1Gi');
  const power = ['', 'Ki', 'Mi', 'Gi', 'Ti'].indexOf(match[2] ?? '');
  return Number(match[1]) * 1024 ** power;
};

const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (text: string): T => {
    const value = values.find((each) => each === text);
    if (value === undefined) throw new InvalidArgumentError(`must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);
    return value;
  };

const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').filter((name) => name !== ''),
];

/** Of every command: what it works on. */
export const dataDirOption = (): Option =>
  new Option('--data-dir <dir>', 'holds the embedded store, certificates and admin.kubeconfig').default('kapibara-data');

/** The command line of `kapibara serve`. `run` gets what was given; what was not is absent. */
export function serveCommand(run: (flags: ServeFlags) => Promise<void>): Command {
  return new Command('serve')
    .description('run the API server (the default command)')
    .addOption(dataDirOption())
    .option(
      '--storage-backend <type>',
      'embedded keeps objects in --data-dir, memory forgets them at exit, etcd3 keeps them at --etcd-servers',
      oneOf('embedded', 'memory', 'etcd3'),
    )
    .option('--secure-port <port>', 'the HTTPS port; 0 picks a free one', wholeNumber, 6443)
    .option('--bind-address <ip>', 'the address to listen on')
    .option('--advertise-address <ip>', 'the address clients elsewhere reach this server at')
    .option('--cert-dir <dir>', 'where certificates are kept (default: pki in --data-dir)')
    .option('--tls-cert-file <file>', 'serve with this certificate, PEM')
    .option('--tls-private-key-file <file>', 'the key of --tls-cert-file, PEM')
    .option('--client-ca-file <file>', 'believe client certificates of these authorities too, PEM')
    .option('--token-auth-file <file>', 'bearer tokens, CSV: token,user,uid,"group1,group2"')
    .option('--etcd-servers <urls>', "the members of an etcd cluster, such as 'https://10.0.0.1:2379,https://10.0.0.2:2379'", names)
    .option('--etcd-cafile <file>', 'the authorities that sign their certificates, PEM')
    .option('--etcd-certfile <file>', 'the certificate to show them, PEM')
    .option('--etcd-keyfile <file>', 'the key of --etcd-certfile, PEM')
    .option('--etcd-prefix <prefix>', 'the first part of every key in the store')
    .option('--etcd-compaction-interval <duration>', 'how often history is compacted; 0: never (default: 5m)', seconds)
    .option('--lease-reuse-duration-seconds <n>', 'how much longer objects in etcd may live, to share leases (default: 60)', wholeNumber)
    .option(
      '--storage-media-type <type>',
      'what objects are written as (default: protobuf in etcd, JSON elsewhere)',
      oneOf('application/json', 'application/vnd.kubernetes.protobuf'),
    )
    .option('--history-bytes <size>', 'how much of the past the store keeps, in overwritten objects; 0: any (default: 1Gi)', bytes)
    .option('--history-revisions <n>', 'how much of it, in revisions; 0: any (default: 0)', wholeNumber)
    .option('--service-cluster-ip-range <cidr>', 'the network that service addresses are taken from')
    .option('--service-node-port-range <range>', 'the ports that NodePort services are given')
    .option('--controllers <names>', "controllers to run: '*' for all, 'name' for one more, '-name' for one less", names)
    .option('--enable-garbage-collector [bool]', 'whether deletions add finalizers for the garbage collector', bool)
    .option('--delete-collection-workers <n>', 'how many objects of a collection are deleted at a time', wholeNumber)
    .option('--event-ttl <duration>', 'how long events are kept after their last write (default: 1h)', seconds)
    .option('--request-timeout <duration>', 'how long an ordinary request may take', seconds)
    .option('--min-request-timeout <seconds>', 'the shortest time after which a watch is closed', wholeNumber)
    .option('--shutdown-delay-duration <duration>', 'how long to go on serving after /readyz turned red', seconds)
    .option('-v, --v <level>', 'log verbosity: 0 warnings, 2 information, 4 everything', wholeNumber, 0)
    .allowExcessArguments(false)
    .action((given: Given) => run(toOptions(given)));
}

// commander's camel case of the flags above, where it differs from our option names.
type Given = ServerOptions & {
  readonly storageBackend?: StorageType;
  readonly etcdCompactionInterval?: number;
  readonly serviceClusterIpRange?: string;
  readonly eventTtl?: number;
  readonly requestTimeout?: number;
  readonly minRequestTimeout?: number;
  readonly shutdownDelayDuration?: number;
  readonly v: number;
};

function toOptions({
  storageBackend,
  etcdCompactionInterval,
  serviceClusterIpRange,
  eventTtl,
  requestTimeout,
  minRequestTimeout,
  shutdownDelayDuration,
  v,
  ...same
}: Given): ServeFlags {
  return {
    ...same,
    storage: storageBackend,
    etcdCompactionIntervalSeconds: etcdCompactionInterval,
    serviceClusterIPRange: serviceClusterIpRange,
    eventTtlSeconds: eventTtl,
    requestTimeoutSeconds: requestTimeout,
    minRequestTimeoutSeconds: minRequestTimeout,
    shutdownDelaySeconds: shutdownDelayDuration,
    verbosity: v,
  };
}
