// Plays a sequence against a server.
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { isObject } from '../../../src/machinery/json-value.ts';
import type { Json } from '../../../src/machinery/declare.ts';
import { encodeYaml } from '../../../src/machinery/codec/yaml.ts';
import { decodeBody, encodeObject, splitFrames, type Decoded } from './decode.ts';
import type { Sequence, Step } from './sequence.ts';
import { sendOverHttp1, sendOverHttp2, type Received, type Sent, type Target } from './target.ts';

/** An answer as it came. */
export interface Played {
  readonly step: Step;
  readonly code: number;
  readonly headers: Received['headers'];
  readonly body: Decoded | undefined;
  readonly frames: readonly Json[] | undefined;
  readonly at: number;
}

interface Play {
  readonly target: Target;
  readonly namespace: string;
  readonly played: Played[];
  /** How long a stream that should say more is listened to. */
  readonly patienceMs: number;
}

export interface PlayOptions {
  readonly namespace: string;
  readonly patienceMs?: number | undefined;
}

/** In the order the answers began, a stream before what was sent meanwhile. The namespace is made before. */
export async function play({ steps }: Sequence, target: Target, options: PlayOptions): Promise<readonly Played[]> {
  const { namespace, patienceMs = 5_000 } = options;
  const making: Step = { id: '$ns', request: 'POST /api/v1/namespaces', body: { metadata: { name: namespace } } };
  const made = await ask({ target, namespace, played: [], patienceMs }, making);
  if (made.code !== 201) throw new Error(`no namespace ${namespace}: ${JSON.stringify(made.body)}`);
  const run: Play = { target, namespace, played: [], patienceMs };
  for (const step of steps) await playStep(run, step);
  return run.played;
}

async function playStep(run: Play, step: Step): Promise<void> {
  if (step.frames !== undefined) return follow(run, step);
  for (let left = 50; ; left--) {
    const answer = await ask(run, step);
    if (step.until !== undefined && answer.code !== step.until && left > 0) {
      await new Promise((done) => setTimeout(done, 100));
      continue;
    }
    run.played.push(answer);
    return;
  }
}

async function ask(run: Play, step: Step): Promise<Played> {
  const received = await send(run, step);
  // The connection or stream was broken off instead of an answer.
  if (received instanceof Error) return { step, code: 0, headers: {}, body: undefined, frames: undefined, at: Date.now() };
  const { code, headers, stream, close } = received;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const impatient = setTimeout(() => {
    chunks.push(Buffer.from('<no end>'));
    close();
  }, run.patienceMs * 4);
  await once(stream, 'close');
  clearTimeout(impatient);
  const sent = Buffer.concat(chunks);
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  return { step, code, headers, body: decodeBody(body, headers['content-type']), frames: undefined, at: Date.now() };
}

async function follow(run: Play, step: Step): Promise<void> {
  const answer = await send(run, step);
  if (answer instanceof Error) throw answer;
  const { code, headers, stream, close } = answer;
  let received: Uint8Array = new Uint8Array();
  let ended = false;
  stream.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  stream.on('end', () => (ended = true));
  stream.on('error', () => (ended = true));
  const place = run.played.length;
  for (const inner of step.meanwhile ?? []) await playStep(run, inner);
  const count = (): number => splitFrames(received, headers['content-type']).length;
  const patience = Date.now() + run.patienceMs;
  while (!ended && Date.now() < patience && (step.frames === 'end' || count() < (step.frames ?? 0)))
    await new Promise((done) => setTimeout(done, 5));
  close();
  const all = splitFrames(received, headers['content-type']);
  const frames = step.frames === 'end' ? all : all.slice(0, step.frames);
  run.played.splice(place, 0, { step, code, headers, body: undefined, frames, at: Date.now() });
}

function send(run: Play, step: Step): Promise<Received | Error> {
  const [method = '', ...path] = fill(run, step.request).split(' ');
  const body = bodyOf(run, step);
  const defaults = {
    'user-agent': 'compat/1.0',
    authorization: `Bearer ${run.target.token}`,
    ...(body !== undefined && { 'content-type': contentTypes[step.encode ?? 'json'], 'content-length': String(body.length) }),
  };
  const headers = Object.entries({ ...defaults, ...step.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, fill(run, value)] as const],
  );
  const sent: Sent = { method, path: path.join(' '), headers: Object.fromEntries(headers), body };
  const answer = step.over === 'http1' ? sendOverHttp1(run.target, sent) : sendOverHttp2(run.target, sent);
  return answer.catch((error: unknown) => error as Error);
}

const contentTypes = {
  json: 'application/json',
  base64: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
};

function bodyOf(run: Play, { body, encode }: Step): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (encode === 'base64') return Buffer.from(body as string, 'base64');
  if (typeof body === 'string') return Buffer.from(fill(run, body));
  const filled = JSON.parse(fill(run, JSON.stringify(body))) as Json;
  if (encode === 'protobuf') return encodeObject(filled);
  return encode === 'yaml' ? encodeYaml(filled) : Buffer.from(JSON.stringify(filled));
}

function fill({ namespace, played }: Play, text: string): string {
  return text.replaceAll('$ns', namespace).replaceAll(/\{\{([^}]+)\}\}/g, (_, reference: string) => {
    const [letter = '', times] = reference.split('*');
    if (times !== undefined) return letter.repeat(Number(times));
    const [id, ...path] = reference.split('.');
    const from = played.findLast(({ step }) => step.id === id);
    const value = path.reduce<Json | undefined>(field, from?.body?.value);
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`nothing at {{${reference}}}`);
    return String(value);
  });
}

const field = (value: Json | undefined, name: string): Json | undefined => {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(name)];
  return isObject(value) ? value[name] : undefined;
};
