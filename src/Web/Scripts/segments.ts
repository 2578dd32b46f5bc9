/** The segments a text takes as an SMS. Counts like SmsSegments on the server; both are held to the same vectors. */
export interface SmsSegments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets in GSM-7 (an extension character is two), UTF-16 units in UCS-2. */
  readonly units: number;
  /** What each segment holds; at least one entry. */
  readonly unitsPerSegment: readonly number[];
  readonly count: number;
  /** Units that still fit into the last segment. */
  readonly remaining: number;
}

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€\f');

const plain = new Map<string, string>();
for (const [replacement, fancy] of [
  ['"', '«»“”„‟ʺˮ❝❞〝〞'],
  ["'", '‘’‛ʹʻʼʽˈˊˋ´`❛❜'],
  ['-', '‐‑‒–—―⁃•﹣⎼⎽'],
  ['...', '…'],
  ['!!', '‼'],
  ['/', '÷⁄∕⧸'],
  ['\\', '⧵⧹﹨'],
  ['|', '∣⎸⎹⏐'],
  ['<', '‹﹤'],
  ['>', '›﹥'],
  [',', '‚、﹐﹑､'],
  ['.', '。﹒｡'],
  ['*', '∗⁎✱✲✳'],
  ['~', '˜∼˷'],
  ['^', 'ˆ'],
  ['_', '‗'],
  ['1/4', '¼'],
  ['1/2', '½'],
  ['3/4', '¾'],
  [' ', '\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'],
  ['', '\u200b\u200c\u2060\ufeff'],
] as const) {
  for (const character of fancy) plain.set(character, replacement);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * @param text the text as it would be sent
 * @param smartEncoding whether the carrier swaps typographic characters for plain ones before sending
 */
export function segmentsOf(text: string, smartEncoding = false): SmsSegments {
  const sent = smartEncoding ? Array.from(text, plainCharacter).join('') : text;
  const characters = Array.from(sent);
  const gsm = characters.every((c) => basic.has(c) || extension.has(c));
  const [single, part] = gsm ? [160, 153] : [70, 67];
  const pieces = gsm ? characters.map((c) => (extension.has(c) ? 2 : 1)) : graphemeLengths(sent, part);

  const units = pieces.reduce((sum, piece) => sum + piece, 0);
  const unitsPerSegment = units <= single ? [units] : fill(pieces, part);
  const last = unitsPerSegment[unitsPerSegment.length - 1] ?? 0;
  return {
    encoding: gsm ? 'GSM-7' : 'UCS-2',
    units,
    unitsPerSegment,
    count: unitsPerSegment.length,
    remaining: (unitsPerSegment.length === 1 ? single : part) - last,
  };
}

// Nothing that a reader sees as one character is cut: neither escape pairs nor surrogate pairs nor whole graphemes.
function fill(pieces: readonly number[], part: number): number[] {
  const segments: number[] = [];
  let room = 0;
  for (const piece of pieces) {
    if (piece > room) {
      segments.push(0);
      room = part;
    }
    segments[segments.length - 1]! += piece;
    room -= piece;
  }
  return segments;
}

function graphemeLengths(text: string, longest: number): number[] {
  const lengths: number[] = [];
  for (const { segment } of graphemes.segment(text)) {
    // Two characters to the carriers, and a heap of accents too large for one segment has to be cut somewhere.
    if (segment === '\r\n' || segment.length > longest) lengths.push(...Array.from(segment, (c) => c.length));
    else lengths.push(segment.length);
  }
  return lengths;
}

function plainCharacter(character: string): string {
  const code = character.charCodeAt(0);
  // The full-width forms are ASCII moved by a fixed distance.
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return plain.get(character) ?? character;
}
