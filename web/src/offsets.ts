// Offsets. The record counts Unicode code points, browsers count UTF-16 units: an emoji is one of the former and two of the latter.

/** UTF-16 offset of a code point offset; the text's length where it lies behind the end. */
export function unitsOf(text: string, points: number): number {
  let units = 0;
  for (let seen = 0; seen < points && units < text.length; seen += 1) {
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

/** Code point offset of a UTF-16 offset. One within a pair counts as before it. */
export function pointsOf(text: string, units: number): number {
  let points = 0;
  for (let at = 0; at < Math.min(units, text.length); points += 1) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at > units) break;
  }
  return points;
}

/** A text's length in code points. */
export const length = (text: string): number => pointsOf(text, text.length);

/** What half-open code point offsets hold of a text. */
export const slice = (text: string, from: number, to: number): string => text.slice(unitsOf(text, from), unitsOf(text, to));

export interface Span {
  from: number;
  to: number;
}

/** "12-19" or several of them, parted by blanks or commas; what is none is left out. */
export function parseSpans(text: string | null | undefined): Span[] {
  return (text ?? "").split(/[\s,]+/).flatMap((part) => {
    const ends = /^(\d+)-(\d+)$/.exec(part);
    return ends && +ends[1]! < +ends[2]! ? [{ from: +ends[1]!, to: +ends[2]! }] : [];
  });
}

/** A stretch of text within one piece of several that follow each other, in UTF-16 units of the piece. */
export interface Stretch {
  piece: number;
  from: number;
  to: number;
}

/** Where a span lies in pieces of text that follow each other; `start` is where the first begins, in code points. */
export function stretches(pieces: string[], start: number, span: Span): Stretch[] {
  const found: Stretch[] = [];
  let at = start;
  pieces.forEach((text, piece) => {
    const end = at + length(text);
    const from = Math.max(span.from, at);
    const to = Math.min(span.to, end);
    if (from < to) found.push({ piece, from: unitsOf(text, from - at), to: unitsOf(text, to - at) });
    at = end;
  });
  return found;
}
