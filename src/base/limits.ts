// Every bound on a queue, a page, a cache or a loop stands here, and is used by this name: what holds a number of its own
// is either not bounded or not found. When a bound is reached the slow one is closed or refused, nobody waits for it.

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  /** Embedded store: bytes per commit, always at least one write. More does not commit faster, only makes others wait. */
  commitBatchBytes: 4 * MiB,

  /** Embedded store: bytes of writes that wait for a commit. Beyond it a write is refused as `overloaded`. */
  commitQueueBytes: 64 * MiB,

  /** In-process stores: bytes of one value. Generous: request bodies are cut off long before. */
  valueBytes: 8 * MiB,

  /** In-process stores: bytes of overwritten values kept in memory for watches and reads of the recent past. */
  historyBytes: 32 * MiB,

  /**
   * In-process stores: bytes of overwritten and deleted values kept at all, on disk too, and how many revisions they may be.
   * Beyond either the oldest part is compacted, however young it is.
   */
  historyBytesStored: 1024 * MiB,
  historyRevisionsStored: Infinity,

  /** In-process stores: a root of the tree is kept every so many changes, so that reading the past undoes few of them. */
  historyRootChanges: 2_000,

  /** In-process stores: roots kept; beyond that every second one goes. Each may hold a copy of all inner nodes alive. */
  historyRoots: 8,

  /** In-process stores: changes handed to a reader of `changes` at once, so that it yields in between. */
  changesPerBatch: 1_000,

  /** In-process stores: entries deleted at once when their time to live is over. */
  expiryBatch: 500,

  /** Embedded store: bytes of values per message when history is read from disk (always at least one row). */
  historyPageBytes: 4 * MiB,

  /** Embedded store: how long the thread that reads history from disk outlives its last question. */
  historyReaderIdleMs: 60_000,

  /** Embedded store: revisions per transaction of a compaction. */
  compactionChunkRevisions: 2_000,

  /** Embedded store: after so long a compaction's transaction ends early, so that no commit waits longer. */
  compactionChunkMs: 10,

  /** Object store: entries per read while a list looks for those that a selector matches. */
  listPageObjects: 10_000,

  /** Object store: initial events of a watch handed over at once. */
  watchPageObjects: 1_000,

  /** Object store: how long a list may read before it lets others have a turn. */
  listSliceMs: 10,

  /** Object store: unreadable objects that a failed list names. */
  corruptObjects: 100,

  /** Object store: lost races after which a write gives up. Each one means that another write succeeded. */
  writeAttempts: 10_000,

  /** Object store: the latest revisions of a resource that all its watches share, so that each is parsed once. */
  sharedRevisions: 64,

  /** Object store: objects whose mean size stands for all. */
  statsSampleObjects: 500,

  /** Object store: bytes kept for encoding the next object. A larger one gets room of its own. */
  draftBytes: 1 * MiB,

  /** etcd: how long a call may take. Longer than etcd itself waits for a quorum, so that it says why. */
  etcdCallMs: 10_000,

  /** etcd: for how long a call that certainly did nothing is tried again, with one member after the other. */
  etcdPatienceMs: 5_000,

  /** etcd: how long a connection may say nothing before it is asked whether it lives, and then be silent. etcd permits asking every 5 s. */
  etcdKeepaliveMs: 10_000,
  etcdKeepaliveTimeoutMs: 5_000,

  /** etcd: entries of the first page of a range, and bytes that the pages after it should have. */
  etcdPageEntries: 500,
  etcdPageBytes: 16 * MiB,

  /** etcd: bytes a member may send ahead, of answers and of events. */
  etcdCallWindowBytes: 4 * MiB,
  etcdWatchWindowBytes: 16 * MiB,

  /** etcd: how often progress is asked for until it comes, and how long a broken watch rests before it is tried again, at most. */
  etcdProgressMs: 100,
  etcdWatchRestMs: 1_000,

  /** etcd: keys that expire with one lease [S081]. */
  etcdLeaseKeys: 1_000,

  /** HTTP: bytes of a request body. Beyond it 413 [E066]. */
  requestBodyBytes: 3 * MiB,

  /** HTTP: bytes of a request's headers together. */
  headerBytes: 1 * MiB,

  /** HTTP/2: requests at once on one connection; watches count. */
  streamsPerConnection: 1_000,

  /** HTTP/2: bytes a client may send ahead on one stream, and on one connection, before somebody reads them. */
  streamWindowBytes: 256 * KiB,
  connectionWindowBytes: 16 * MiB,

  /** HTTP/2: streams a client may reset per second, after a burst: more is an attack. */
  streamResetsPerSecond: 50,
  streamResetBurst: 1_000,

  /** Answers in pieces: bytes per piece, and free pieces kept for the next answer. */
  responseChunkBytes: 256 * KiB,
  responseChunksKept: 32,

  /** Answers in pieces: how long one may keep the event loop before others get a turn. */
  responseSliceMs: 2,

  /** Warning headers of one answer: when the texts together are longer, each is cut to the second number. In characters [E069]. */
  warningCharacters: 4_096,
  warningItemCharacters: 256,

  /** Metrics: series of requests counted apart. Labels come from paths that anybody may ask for; what is more is counted together. */
  requestSeries: 2_000,

  /** Admission: namespaces whose latest revision is kept parsed. */
  namespacesRemembered: 1_000,

  /** Names made from a generateName before the last collision is reported. */
  generatedNameAttempts: 8,

  /** Objects listed at a time when a collection is deleted. */
  deleteCollectionPageItems: 10_000,

  /** Codecs: objects and lists around one value. Deeper than any real object, and safe for whatever calls itself. */
  nesting: 1_000,

  /** YAML: nodes that aliases stand for, all together: a few lines of YAML can mean billions. */
  yamlAliasedNodes: 200_000,
} as const;

/** For what takes some of them as options, a test with tiny ones for example. */
export type Limits = { readonly [name in keyof typeof limits]: number };
