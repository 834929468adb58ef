// The composition root: from options to a running server, and back to nothing.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { admissionChain } from '../access/admission/admission.ts';
import { privilegedGroup, publicInfo } from '../access/authz/always.ts';
import { inOrder } from '../access/authz/authorizer.ts';
import { loopback } from '../access/user.ts';
import { Client, type Fetch } from '../client/client.ts';
import type { Controller } from '../controllers/controller.ts';
import { namespaceDeletion } from '../controllers/namespace.ts';
import { rootCertificates, serviceAccounts } from '../controllers/service-account.ts';
import { createFetch } from '../endpoints/adapters/fetch.ts';
import { listen, type NodeServer } from '../endpoints/adapters/node.ts';
import type { Handler } from '../endpoints/exchange.ts';
import { createPipeline } from '../endpoints/pipeline.ts';
import { namespaceLifecycle } from '../plugins/namespace-lifecycle.ts';
import { serviceResources } from '../resources/core/service/service-resources.ts';
import { builtInProviders } from '../resources/providers.ts';
import { createAuthenticator, readOption } from './authentication.ts';
import { chooseControllers, startControllers, type RunningControllers } from './controllers.ts';
import { ensureServiceCIDR, kubernetesService, publicAddress, type KubernetesServiceOptions } from './kubernetes-service.ts';
import { ServerMetrics } from './metrics.ts';
import { namespaceLookup } from './namespace-lookup.ts';
import { completeOptions, type CompletedOptions, type ServerOptions } from './options.ts';
import { pathHandlers, ServerState } from './paths.ts';
import { ensureDirectory } from './data-directory.ts';
import { kubeconfig } from './pki/kubeconfig.ts';
import { ensurePki, writePrivately, type Pki } from './pki/pki.ts';
import { openStorage, type ServerStorage } from './storage.ts';
import { ensureSystemNamespaces, systemNamespaces } from './system-namespaces.ts';

/** A running server. Disposing it is `close`. */
export interface Server extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  /** The administrator's, as text. */
  readonly kubeconfig: string;
  /** Where that is written; undefined without a data directory. */
  readonly kubeconfigPath: string | undefined;
  /** Where the objects are; undefined for a server in memory. */
  readonly storePath: string | undefined;
  /** Answers without a socket, as a user who may do everything. Any origin will do in the URL. */
  readonly fetch: Fetch;
  /** Ends watches, lets requests finish, stops the controllers, closes the store. */
  close(): Promise<void>;
}

/** How long requests may take to finish once the server is told to stop. */
const drainGraceMs = 10_000;

/**
 * Resolves when /readyz is 200. Rejects with an error whose message is one line: an option that makes no sense, a port that
 * is taken, a store that is in use or cannot be read.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const completed = completeOptions(options);
  if (completed.dataDir !== undefined) await ensureDirectory('--data-dir', completed.dataDir);
  await using starting = new AsyncDisposableStack();
  const metrics = new ServerMetrics();
  const [storage, pki] = await Promise.all([
    openStorage(completed, (writes) => metrics.committed(writes)),
    ensurePki(pkiOptions(completed)),
  ]);
  starting.use(storage);
  const state = new ServerState();
  const handler = await assemble(completed, { storage, state, metrics });
  const http = await openPort(completed, pki, handler);
  starting.defer(() => http.drain(0));
  const address = `${urlHost(http.host)}:${http.port}`;
  state.listening(address);
  const url = `https://${address}`;
  const fetch = createFetch(handler, { user: loopback });
  const clientFor = (name: string): Client => new Client({ fetch, userAgent: name });
  const controllers = chooseControllers(availableControllers(pki), completed.controllers);
  await bootstrap(completed, clientFor('kube-apiserver'));
  const config = kubeconfig({ url, certificateAuthority: pki.authority.certificate, client: pki.admin });
  const kubeconfigPath = completed.dataDir === undefined ? undefined : join(completed.dataDir, 'admin.kubeconfig');
  if (kubeconfigPath !== undefined) await writePrivately(kubeconfigPath, config);
  const running = startControllers([systemNamespaces, kubernetesService(serviceOptions(completed, http.port)), ...controllers], {
    clientFor,
    environment: completed.environment,
    log: completed.log,
  });
  state.started();
  completed.log.info({ url }, 'serving');
  starting.move();
  const close = once(() => shutDown({ completed, storage, state, http, running }));
  return { url, kubeconfig: config, kubeconfigPath, storePath: storage.path, fetch, close, [Symbol.asyncDispose]: close };
}

/** What must be there before the first client comes. */
async function bootstrap({ environment, serviceClusterIPRange, log }: CompletedOptions, client: Client): Promise<void> {
  await ensureSystemNamespaces({ client });
  if (!(await ensureServiceCIDR({ client, environment }, serviceClusterIPRange)))
    log.warn(
      { serviceClusterIPRange },
      'the store has another range for services, which stays in force: delete the ServiceCIDR kubernetes to change it',
    );
}

const serviceOptions = ({ serviceClusterIPRange, advertiseAddress }: CompletedOptions, securePort: number): KubernetesServiceOptions => ({
  serviceClusterIPRange,
  publicAddress: publicAddress(advertiseAddress),
  securePort,
});

const availableControllers = (pki: Pki): readonly Controller[] => [
  namespaceDeletion,
  serviceAccounts,
  rootCertificates(pki.authority.certificate),
];

interface Assembly {
  readonly storage: ServerStorage;
  readonly state: ServerState;
  readonly metrics: ServerMetrics;
}

/** Everything a request passes through. */
async function assemble(options: CompletedOptions, { storage, state, metrics }: Assembly): Promise<Handler> {
  const { environment, log } = options;
  const services = serviceResources({ ...options, report: (message, error) => log.warn({ err: error }, message) });
  const groupVersions = builtInProviders(services, options).flatMap((provider) => provider.newRESTStorage(storage.restOptions));
  metrics.countObjectsOf(groupVersions);
  return createPipeline({
    groupVersions,
    paths: pathHandlers({ groupVersions, backends: storage.backends, state, metrics, environment, log }),
    authenticator: await createAuthenticator(options.tokenAuthFile),
    authorizer: inOrder([privilegedGroup, publicInfo]),
    admission: admissionChain([namespaceLifecycle(namespaceLookup(groupVersions))]),
    environment,
    log,
    metrics,
    requestTimeoutMs: options.requestTimeoutSeconds * 1_000,
    minRequestTimeoutMs: options.minRequestTimeoutSeconds * 1_000,
    verify: options.verify,
    draining: state.draining,
  });
}

async function openPort(options: CompletedOptions, pki: Pki, handler: Handler): Promise<NodeServer> {
  const { serving, clientCaFile, bindAddress, securePort, log, environment } = options;
  const certificate =
    serving === undefined
      ? pki.serving
      : {
          certificate: await readOption('--tls-cert-file', serving.certificateFile),
          key: await readOption('--tls-private-key-file', serving.keyFile),
        };
  const moreAuthorities = clientCaFile === undefined ? '' : await readOption('--client-ca-file', clientCaFile);
  try {
    return await listen({
      handler,
      serving: certificate,
      clientCa: pki.authority.certificate + moreAuthorities,
      host: bindAddress,
      port: securePort,
      log,
      environment,
    });
  } catch (cause) {
    throw new Error(portProblem(cause as NodeJS.ErrnoException, options), { cause });
  }
}

function portProblem(error: NodeJS.ErrnoException, { bindAddress, securePort }: CompletedOptions): string {
  const where = `${bindAddress}:${securePort}`;
  if (error.code === 'EADDRINUSE')
    return `port ${where} is in use: stop the program that has it, or choose another with --secure-port (0 picks a free one)`;
  if (error.code === 'EADDRNOTAVAIL') return `this machine has no address ${bindAddress}: choose another with --bind-address`;
  if (error.code === 'EACCES') return `this user may not listen on ${where}: choose a --secure-port above 1023`;
  return `cannot serve on ${where}: ${error.message}`;
}

const urlHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

function pkiOptions({ certDir, bindAddress, advertiseAddress, environment }: CompletedOptions): Parameters<typeof ensurePki>[0] {
  const serviceNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const hosts = new Set(['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), bindAddress, advertiseAddress, ...serviceNames]);
  return { directory: certDir, hosts: [...hosts].filter((host) => host !== '0.0.0.0' && host !== '::'), now: environment.now() };
}

interface Running {
  readonly completed: CompletedOptions;
  readonly storage: ServerStorage;
  readonly state: ServerState;
  readonly http: NodeServer;
  readonly running: RunningControllers;
}

/** Readiness goes first, so that nobody new comes; the store last, so that whoever is here can finish. */
async function shutDown({ completed, storage, state, http, running }: Running): Promise<void> {
  state.stopping();
  const { shutdownDelaySeconds, environment } = completed;
  if (shutdownDelaySeconds > 0) await new Promise<void>((resolve) => environment.after(shutdownDelaySeconds * 1_000, resolve));
  state.drain();
  await Promise.all([running.stop(), http.drain(drainGraceMs)]);
  await storage[Symbol.asyncDispose]();
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}
