// Days as whole numbers since 1970-01-01. Dates of events have no clock and no time zone, so nothing here goes through local time.

const MS = 86_400_000;

/** The number of a day written YYYY-MM-DD; null for anything else, the 30th of February included. */
export function parseDay(text: string | null | undefined): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!parts) return null;
  const day = Date.UTC(+parts[1]!, +parts[2]! - 1, +parts[3]!) / MS;
  return formatDay(day) === text ? day : null;
}

/** YYYY-MM-DD of a day. */
export function formatDay(day: number): string {
  return new Date(day * MS).toISOString().slice(0, 10);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "5 Mar 2024": for people. */
export function sayDay(day: number): string {
  const date = new Date(day * MS);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "5 Mar 2024", "5–9 Mar 2024" or "28 Feb – 3 Mar 2024". */
export function sayDays(from: number, to: number): string {
  if (from === to) return sayDay(from);
  const [a, b] = [new Date(from * MS), new Date(to * MS)];
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return `${sayDay(from)} – ${sayDay(to)}`;
  if (a.getUTCMonth() !== b.getUTCMonth()) return `${a.getUTCDate()} ${MONTHS[a.getUTCMonth()]} – ${sayDay(to)}`;
  return `${a.getUTCDate()}–${sayDay(to)}`;
}

export type Grain = "day" | "week" | "month";

/** How finely days are counted where so many of them are seen: no more than some two hundred bars. */
export function grainOf(days: number): Grain {
  return days <= 200 ? "day" : days <= 1400 ? "week" : "month";
}

/** The day so many grains later; the same day of the month, or its last. */
export function addGrains(day: number, by: Grain, count: number): number {
  if (by === "day") return day + count;
  if (by === "week") return day + 7 * count;
  const date = new Date(day * MS);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return first.getTime() / MS + Math.min(date.getUTCDate(), last) - 1;
}

export interface Tick {
  day: number;
  label: string;
}

/** Where an axis over [from, to) is marked: years, months or days, at most `most` of them. */
export function ticks(from: number, to: number, most: number): Tick[] {
  const span = to - from;
  const steps: [Grain, number][] = [
    ["day", 1], ["day", 2], ["week", 1], ["week", 2], ["month", 1], ["month", 3], ["month", 6],
    ["month", 12], ["month", 24], ["month", 60], ["month", 120], ["month", 600],
  ];
  const length = { day: 1, week: 7, month: 30.44 };
  const [by, every] = steps.find(([grain, n]) => span / (length[grain] * n) <= most) ?? steps[steps.length - 1]!;
  const start = new Date(from * MS);
  let day: number;
  if (by === "month") {
    const month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / every) * every;
    day = Date.UTC(Math.floor(month / 12), month % 12, 1) / MS;
  } else {
    // Weeks open on Mondays; day 4 was one.
    const length = by === "week" ? 7 * every : every;
    day = by === "week" ? Math.floor((from - 4) / length) * length + 4 : Math.floor(from / length) * length;
  }
  const found: Tick[] = [];
  for (; day < to; day = addGrains(day, by, every)) {
    if (day < from) continue;
    const date = new Date(day * MS);
    const year = `${date.getUTCFullYear()}`;
    const month = MONTHS[date.getUTCMonth()]!;
    if (by === "month" && every >= 12) found.push({ day, label: year });
    else if (by === "month") found.push({ day, label: date.getUTCMonth() === 0 || !found.length ? `${month} ${year}` : month });
    else found.push({ day, label: found.length ? `${date.getUTCDate()} ${month}` : `${date.getUTCDate()} ${month} ${year}` });
  }
  return found;
}

/** A line of days on a line of pixels. */
export interface Scale {
  from: number;
  to: number;
  width: number;
}

/** Where a day begins. */
export const xOf = (scale: Scale, day: number): number => ((day - scale.from) / (scale.to - scale.from)) * scale.width;

/** The day under a pixel, within the scale. */
export function dayAt(scale: Scale, x: number): number {
  const day = Math.floor(scale.from + (x / scale.width) * (scale.to - scale.from));
  return Math.min(Math.max(day, scale.from), scale.to - 1);
}

/** Rows for spans, so that those in one row do not touch: the row of each, first fit. */
export function rows(spans: { from: number; to: number }[], gap: number, most: number): number[] {
  const ends: number[] = [];
  return spans.map((span) => {
    let row = ends.findIndex((end) => end + gap <= span.from);
    if (row < 0) row = ends.length < most ? ends.length : -1;
    if (row >= 0) ends[row] = span.to;
    return row;
  });
}
