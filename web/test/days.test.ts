import { describe, expect, it } from "vitest";
import { addGrains, dayAt, formatDay, grainOf, parseDay, rows, sayDays, ticks, xOf } from "../src/days";

const day = (text: string) => parseDay(text)!;

describe("days", () => {
  it("are read and written back", () => {
    for (const text of ["1970-01-01", "2024-02-29", "1899-12-31", "2038-01-20"]) expect(formatDay(day(text))).toBe(text);
    expect(day("1970-01-02")).toBe(1);
  });
  it("that do not exist are none", () => {
    for (const text of ["2023-02-29", "2024-13-01", "2024-1-1", "", "yesterday", null]) expect(parseDay(text)).toBeNull();
  });
  it("are said in words", () => {
    expect(sayDays(day("2024-03-05"), day("2024-03-05"))).toBe("5 Mar 2024");
    expect(sayDays(day("2024-03-05"), day("2024-03-09"))).toBe("5–9 Mar 2024");
    expect(sayDays(day("2024-02-28"), day("2024-03-03"))).toBe("28 Feb – 3 Mar 2024");
    expect(sayDays(day("2023-12-31"), day("2024-01-01"))).toBe("31 Dec 2023 – 1 Jan 2024");
  });
  it("move by months without falling over the end of one", () => {
    expect(formatDay(addGrains(day("2024-01-31"), "month", 1))).toBe("2024-02-29");
    expect(formatDay(addGrains(day("2024-03-31"), "month", -1))).toBe("2024-02-29");
    expect(formatDay(addGrains(day("2024-11-30"), "month", 3))).toBe("2025-02-28");
    expect(formatDay(addGrains(day("2024-12-30"), "week", 1))).toBe("2025-01-06");
  });
  it("are counted more coarsely the more there are", () => {
    expect([30, 200, 201, 1400, 1401, 20_000].map(grainOf)).toEqual(["day", "day", "week", "week", "month", "month"]);
  });
});

describe("axis", () => {
  const scale = { from: day("2024-01-01"), to: day("2024-01-11"), width: 1000 };
  it("gives each day its width", () => {
    expect(xOf(scale, day("2024-01-02"))).toBe(100);
    expect(formatDay(dayAt(scale, 99))).toBe("2024-01-01");
    expect(formatDay(dayAt(scale, 100))).toBe("2024-01-02");
  });
  it("knows no day outside of it", () => {
    expect(formatDay(dayAt(scale, -5))).toBe("2024-01-01");
    expect(formatDay(dayAt(scale, 5000))).toBe("2024-01-10");
  });
  it("is marked at the ends of months and years, and never too often", () => {
    expect(ticks(day("2024-01-01"), day("2024-07-01"), 8).map((tick) => tick.label)).toEqual(["Jan 2024", "Feb", "Mar", "Apr", "May", "Jun"]);
    expect(ticks(day("2015-06-01"), day("2024-01-01"), 9).map((tick) => tick.label)).toEqual(["2016", "2017", "2018", "2019", "2020", "2021", "2022", "2023"]);
    for (const days of [1, 9, 40, 300, 5000, 60_000]) expect(ticks(day("2000-01-01"), day("2000-01-01") + days, 10).length).toBeLessThanOrEqual(11);
  });
  it("puts weeks on Mondays", () => {
    for (const tick of ticks(day("2024-01-01"), day("2024-02-20"), 8)) expect(new Date(tick.day * 86_400_000).getUTCDay()).toBe(1);
  });
});

describe("rows of spans", () => {
  it("do not touch in one row, and are no more than asked for", () => {
    const spans = [{ from: 0, to: 5 }, { from: 1, to: 3 }, { from: 2, to: 9 }, { from: 6, to: 8 }, { from: 4, to: 5 }];
    expect(rows(spans, 1, 2)).toEqual([0, 1, -1, 0, 1]);
  });
});
