// The published storage suite over the object store on real etcd, with objects stored as JSON, and as others encode them.
import { decodeEnvelope, encodeEnvelope, hasEnvelope } from '../../src/machinery/codec/envelope.ts';
import { openEtcd3 } from '../../src/storage/backends/etcd3/open.ts';
import type { ObjectCodec } from '../../src/storage/codec.ts';
import { storageConformance, type Widget } from '../../src/storage/conformance/storage.ts';
import type { StorageMediaType } from '../../src/storage/factory.ts';
import { declareCases } from '../support/declare-cases.ts';
import { describeEtcd } from '../support/describe-etcd.ts';
import { plainStorage } from '../support/object-storage.ts';

/** The suite's kind has no protobuf: what stands in for it is as foreign, and carries no revision either. */
const enveloped = (codec: ObjectCodec<Widget>): ObjectCodec<Widget> => ({
  ...codec,
  protobuf(object) {
    const { kind = '', apiVersion = '' } = object;
    return encodeEnvelope({ kind, apiVersion }, new TextEncoder().encode(codec.stringify(object, '')));
  },
  decode: (bytes) => codec.decode(hasEnvelope(bytes) ? contentOf(bytes) : bytes),
});

function contentOf(bytes: Uint8Array): Uint8Array {
  const envelope = decodeEnvelope(bytes);
  if (typeof envelope === 'string') throw new TypeError(envelope);
  return envelope.raw;
}

const [json, protobuf] = ['application/json', 'application/vnd.kubernetes.protobuf'] as const;

await describeEtcd({ stable: [protobuf, json], newest: [protobuf] }, ({ title, program, url }, mediaType) => {
  declareCases(
    title,
    storageConformance({
      capabilities: { readAtRevision: true, progress: program.answersProgress, ttl: true },
      async open(setup) {
        const backend = await openEtcd3({ servers: [url()], compactionIntervalMs: 0 });
        return plainStorage(backend, { ...setup, codec: enveloped(setup.codec) }, mediaType as StorageMediaType);
      },
    }),
  );
});
