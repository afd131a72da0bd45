import { crc32, deflateRawSync } from "node:zlib";

/** A zip archive: APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zip(files: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = deflateRawSync(text);
    const sizes = [crc32(text), content.length, text.length];
    const local = Buffer.concat([
      bytes(0x04034b50, 4),
      bytes(20, 2),
      bytes(0, 2),
      bytes(8, 2),
      bytes(0, 4),
      ...sizes.map((size) => bytes(size, 4)),
      bytes(name.length, 2),
      bytes(0, 2),
      Buffer.from(name),
      content,
    ]);
    directory.push(
      bytes(0x02014b50, 4),
      bytes(20, 2),
      bytes(20, 2),
      bytes(0, 2),
      bytes(8, 2),
      bytes(0, 4),
      ...sizes.map((size) => bytes(size, 4)),
      bytes(name.length, 2),
      bytes(0, 2),
      bytes(0, 2),
      bytes(0, 4),
      bytes(0, 4),
      bytes(offset, 4),
      Buffer.from(name),
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = [
    bytes(0x06054b50, 4),
    bytes(0, 4),
    bytes(count, 2),
    bytes(count, 2),
    bytes(central.length, 4),
    bytes(offset, 4),
    bytes(0, 2),
  ];
  return Buffer.concat([...locals, central, ...end]);
}

function bytes(value: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUIntLE(value, 0, length);
  return buffer;
}
