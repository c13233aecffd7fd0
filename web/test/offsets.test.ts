import { describe, expect, it } from "vitest";
import { length, parseSpans, pointsOf, slice, stretches, unitsOf } from "../src/offsets";

const EMOJI = "A 🚨 alert";
const FAMILY = "👨‍👩‍👧 fled";
const ARABIC = "قال الجيش: 🕊️ هدنة";
const COMBINED = "Le cafe\u0301 brûle"; // e and a combining accent: two code points, two units

describe("offsets", () => {
  it("an emoji is one code point and two units", () => {
    expect(unitsOf(EMOJI, 2)).toBe(2);
    expect(unitsOf(EMOJI, 3)).toBe(4);
    expect(pointsOf(EMOJI, 4)).toBe(3);
    expect(slice(EMOJI, 4, 9)).toBe("alert");
  });
  it("joined emoji count each of their code points", () => {
    expect(length(FAMILY)).toBe(5 + 5);
    expect(slice(FAMILY, 6, 10)).toBe("fled");
  });
  it("Arabic is counted in the order of reading, not of drawing", () => {
    expect(slice(ARABIC, 4, 9)).toBe("الجيش");
    expect(slice(ARABIC, 14, 18)).toBe("هدنة");
  });
  it("combining marks are code points of their own", () => {
    expect(slice(COMBINED, 3, 8)).toBe("cafe\u0301");
    expect(slice(COMBINED, 9, 14)).toBe("brûle");
  });
  it("there and back is where one started, for every code point", () => {
    for (const text of [EMOJI, FAMILY, ARABIC, COMBINED, ""]) {
      for (let at = 0; at <= length(text); at += 1) expect(pointsOf(text, unitsOf(text, at))).toBe(at);
    }
  });
  it("an offset within a pair counts as before it, one behind the end as the end", () => {
    expect(pointsOf(EMOJI, 3)).toBe(2);
    expect(unitsOf(EMOJI, 99)).toBe(EMOJI.length);
    expect(pointsOf(EMOJI, 99)).toBe(length(EMOJI));
  });
});

describe("spans", () => {
  it("are read one or several, and what is none is left out", () => {
    expect(parseSpans("3-9 12-14,20-21")).toEqual([{ from: 3, to: 9 }, { from: 12, to: 14 }, { from: 20, to: 21 }]);
    expect(parseSpans("9-3 x 4-4 -1-2")).toEqual([]);
    expect(parseSpans(null)).toEqual([]);
  });
  it("lie in several pieces where marks cut the text", () => {
    // "🚨 The army | shelled | the town" from code point 100 on
    const pieces = ["🚨 The army ", "shelled", " the town"];
    expect(stretches(pieces, 100, { from: 106, to: 114 })).toEqual([
      { piece: 0, from: 7, to: 12 },
      { piece: 1, from: 0, to: 3 },
    ]);
    expect(stretches(pieces, 100, { from: 0, to: 100 })).toEqual([]);
  });
});
