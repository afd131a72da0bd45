import type { Params, Wire } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { isStructure } from "../params.ts";

/**
 * The part of CBOR that Smithy's RPC v2 protocol uses (RFC 8949; Smithy, "Smithy RPC v2 CBOR protocol"): texts, numbers,
 * booleans, null, timestamps as tag 1, lists and maps, the last two of definite or indefinite length.
 */

const [UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, SIMPLE] = [0, 1, 2, 3, 4, 5, 6, 7];
const EPOCH_TAG = 1;
const [FALSE, TRUE, NULL, UNDEFINED] = [20, 21, 22, 23];
const [HALF, SINGLE, DOUBLE] = [25, 26, 27];
const INDEFINITE = 31;
const BREAK = 0xff;

/** Leaves out members that are undefined. */
export function encodeCbor(value: Wire): Buffer {
  if (value === undefined || value === null) return head(SIMPLE, NULL);
  if (typeof value === "boolean") return head(SIMPLE, value ? TRUE : FALSE);
  if (typeof value === "number") return encodeNumber(value);
  if (value instanceof Date) return Buffer.concat([head(TAG, EPOCH_TAG), double(value.getTime() / 1_000)]);
  if (typeof value === "string") return Buffer.concat([head(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([head(LIST, value.length), ...value.map(encodeCbor)]);
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const parts = members.flatMap(([name, inner]) => [encodeCbor(name), encodeCbor(inner)]);
  return Buffer.concat([head(MAP, members.length), ...parts]);
}

function encodeNumber(value: number): Buffer {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return double(value);
  return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (SIMPLE << 5) | DOUBLE;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** A major type with its number, in as few bytes as it needs. */
function head(type: number, count: number): Buffer {
  const initial = type << 5;
  if (count < 24) return Buffer.of(initial | count);
  if (count < 2 ** 8) return Buffer.of(initial | 24, count);
  if (count < 2 ** 16) return Buffer.of(initial | 25, count >> 8, count & 0xff);
  const long = count >= 2 ** 32;
  const bytes = Buffer.alloc(long ? 9 : 5);
  bytes[0] = initial | (long ? 27 : 26);
  if (long) bytes.writeBigUInt64BE(BigInt(count), 1);
  else bytes.writeUInt32BE(count, 1);
  return bytes;
}

/** @throws AwsError `SerializationException` when the bytes are not a map. */
export function decodeCbor(bytes: Buffer): Params {
  const decoded = new Decoder(bytes).value();
  if (isStructure(decoded)) return decoded;
  throw new AwsError("SerializationException", "The request body is not a CBOR map");
}

class Decoder {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(): Wire {
    const initial = this.#byte();
    const [type, info] = [initial >> 5, initial & 31];
    if (type === SIMPLE) return this.#simple(info);
    if (info === INDEFINITE) return this.#indefinite(type);
    const count = this.#count(info);
    if (type === UNSIGNED) return count;
    if (type === NEGATIVE) return -1 - count;
    if (type === TEXT || type === BYTES) return this.#take(count).toString();
    if (type === LIST) return Array.from({ length: count }, () => this.value());
    if (type === MAP)
      return Object.fromEntries(Array.from({ length: count }, () => [String(this.value()), this.value()]));
    const tagged = this.value();
    return count === EPOCH_TAG ? new Date(Math.round(Number(tagged) * 1_000)) : tagged;
  }

  #indefinite(type: number): Wire {
    const parts: Wire[] = [];
    while (this.#bytes[this.#at] !== BREAK) parts.push(this.value());
    this.#at += 1;
    if (type === LIST) return parts;
    if (type !== MAP) return parts.join("");
    return Object.fromEntries(
      Array.from({ length: parts.length / 2 }, (_, pair) => [String(parts[pair * 2]), parts[pair * 2 + 1]]),
    );
  }

  #simple(info: number): Wire {
    if (info === FALSE || info === TRUE) return info === TRUE;
    if (info === NULL || info === UNDEFINED) return undefined;
    if (info === HALF) return half(this.#take(2).readUInt16BE());
    if (info === SINGLE) return this.#take(4).readFloatBE();
    if (info === DOUBLE) return this.#take(8).readDoubleBE();
    throw new AwsError("SerializationException", `CBOR value ${info} is not known`);
  }

  #count(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#byte();
    if (info === 25) return this.#take(2).readUInt16BE();
    if (info === 26) return this.#take(4).readUInt32BE();
    return Number(this.#take(8).readBigUInt64BE());
  }

  #byte(): number {
    return this.#take(1).readUInt8();
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new AwsError("SerializationException", "The request body ends too early");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** RFC 8949, appendix D. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (fraction + 1024) * 2 ** (exponent - 25);
  return sign === 1 ? -size : size;
}
