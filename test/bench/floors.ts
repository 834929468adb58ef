// The floors: the least any Node server must do for the same answer. Run as a process of its own: `node floors.ts KIND PORT CERT KEY FILE`.
import { readFileSync } from 'node:fs';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:https';

const [kind = '', port = '0', certFile = '', keyFile = '', bodyFile = ''] = process.argv.slice(2);
const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const body = bodyFile === '' ? Buffer.from('{}') : readFileSync(bodyFile);
const headers = { ':status': 200, 'content-type': 'application/json', 'cache-control': 'no-cache, private' };

/** Answers every request with one Buffer. */
const cached = (stream: ServerHttp2Stream): void => {
  stream.respond({ ...headers, 'content-length': body.length });
  stream.end(body);
};

/** Reads and parses the body, answers with it unchanged. */
const parseOnly = (stream: ServerHttp2Stream): void => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const posted = Buffer.concat(chunks);
    if (posted.length > 0) JSON.parse(posted.toString());
    stream.respond({ ...headers, 'content-length': posted.length });
    stream.end(posted);
  });
};

/** Writes one prejoined Buffer in 256 KiB pieces, waiting when the client does. */
const streamed = (stream: ServerHttp2Stream): void => {
  stream.respond(headers);
  let at = 0;
  const more = (): void => {
    while (at < body.length) {
      const piece = body.subarray(at, (at += 256 * 1024));
      if (!stream.write(piece)) return void stream.once('drain', more);
    }
    stream.end();
  };
  more();
};

if (kind === 'empty') createServer(tls, (_request, response) => response.end('ok')).listen(Number(port), '127.0.0.1');
else {
  const server = createSecureServer({ ...tls, settings: { initialWindowSize: 16 * 1024 * 1024 } });
  server.on('session', (session) => session.setLocalWindowSize(16 * 1024 * 1024));
  server.on('stream', { cached, 'parse-only': parseOnly, streamed }[kind] ?? cached);
  server.listen(Number(port), '127.0.0.1');
}
