// Files in one, not compressed (PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 to 4.3.16).

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [VERSION, UTF8, STORED, MIDNIGHT, FIRST_OF_JANUARY_1980] = [20, 0x0800, 0, 0, 0x0021];

// [[name, bytes], …] as the bytes of a zip file; the same files give the same bytes.
export function zip(files) {
  const [pieces, directory] = [[], []];
  let offset = 0;
  for (const [name, bytes] of files) {
    const title = new TextEncoder().encode(name);
    const sizes = [[crc32(bytes)], [bytes.length], [bytes.length], title.length, 0];
    const about = [VERSION, UTF8, STORED, MIDNIGHT, FIRST_OF_JANUARY_1980, ...sizes];
    const local = packed([[LOCAL], ...about]);
    pieces.push(local, title, bytes);
    directory.push(packed([[CENTRAL], VERSION, ...about, 0, 0, 0, [0], [offset]]), title);
    offset += local.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return joined([...pieces, ...directory, packed([[END], 0, 0, files.length, files.length, [size], [offset], 0])]);
}

// Numbers of two bytes, and those in brackets of four, the lowest byte first.
function packed(fields) {
  return joined(fields.map((field) => {
    const [number, bytes] = Array.isArray(field) ? [field[0], 4] : [field, 2];
    return Uint8Array.from({ length: bytes }, (_, place) => (number >>> (8 * place)) & 0xff);
  }));
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const piece of pieces) {
    whole.set(piece, place);
    place += piece.length;
  }
  return whole;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ TABLE[(rest ^ byte) & 0xff];
  return (rest ^ 0xffffffff) >>> 0;
}
