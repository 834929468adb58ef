// Reads members of a zip file: as much of the format as the archives we take tools from use.

import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';

interface Member {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

const endBytes = 22;
const endSignature = 0x06054b50;
const memberSignature = 0x02014b50;
const stored = 0;
const deflated = 8;

/** The bytes of the member called `name`, checked against its checksum. */
export async function readZipMember(path: string, name: string): Promise<Buffer> {
  await using file = await open(path);
  const member = (await readDirectory(file)).find((each) => each.name === name);
  if (member === undefined) throw new Error(`${path} has no member ${name}`);

  // The member's own header repeats name and extra field, with lengths of its own.
  const header = await read(file, member.headerAt, 30);
  const dataAt = member.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = await read(file, dataAt, member.compressedBytes);
  const bytes = unpack(packed, member.method);
  if (crc32(bytes) !== member.crc) throw new Error(`${name} in ${path} is damaged`);
  return bytes;
}

/** The list of members stands at the end of the file, and the place where it begins behind it. */
async function readDirectory(file: FileHandle): Promise<Member[]> {
  const { size } = await file.stat();
  // A comment of up to 64 KiB may follow.
  const tail = await read(file, Math.max(0, size - endBytes - 0xffff), Math.min(size, endBytes + 0xffff));
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('not a zip file');

  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const members: Member[] = [];
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== memberSignature) throw new Error('the list of members in the zip file is damaged');
    const nameBytes = directory.readUInt16LE(at + 28);
    members.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

function unpack(packed: Buffer, method: number): Buffer {
  if (method === stored) return packed;
  if (method === deflated) return inflateRawSync(packed);
  throw new Error(`zip compression method ${method} is not supported`);
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
  if (bytesRead !== length) throw new Error('the zip file ends too early');
  return buffer;
}
