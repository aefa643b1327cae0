import { inflateRawSync } from 'node:zlib';
import { TapeError } from './csv-file.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * The one file in a zip archive (PKWARE APPNOTE 6.3: end of central directory, its entry, the local header, the data), as it was before
 * it was packed. Throws TapeError for what is no such archive; `file` begins its message.
 */
export function zipEntry(bytes: Buffer, file: string): Buffer {
  const bad = (why: string): never => {
    throw new TapeError(`${file} ${why}`);
  };
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY)
    return bad('is not a zip file, or is cut off');
  if (bytes.readUInt16LE(end + 10) !== 1) return bad('holds more than one file, or none');
  try {
    const entry = bytes.readUInt32LE(end + 16);
    if (bytes.readUInt32LE(entry) !== DIRECTORY_ENTRY) return bad('is a damaged zip file');
    const method = bytes.readUInt16LE(entry + 10);
    const packed = bytes.readUInt32LE(entry + 20);
    const local = bytes.readUInt32LE(entry + 42);
    if (bytes.readUInt32LE(local) !== LOCAL_ENTRY) return bad('is a damaged zip file');
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    if (method === STORED) return data;
    return method === DEFLATED ? inflateRawSync(data) : bad(`is packed by method ${method}, which is not read here`);
  } catch (error) {
    if (error instanceof TapeError) throw error;
    return bad(`is a damaged zip file (${(error as Error).message})`);
  }
}
