// The timeline: events counted by day, week or month, stacked by family; events whose day is not known exactly as spans below; and
// a stretch of days that is drawn with mouse or finger, or moved with the keys. Days are whole: there is no hour on it.

import { button, colour, el } from "./dom";
import { addGrains, dayAt, formatDay, grainOf, parseDay, rows, sayDays, ticks, xOf, type Grain, type Scale } from "./days";
import { FAMILIES, familyOf } from "./kinds";
import { onTheme } from "./theme";

/** What /api/v1/timeline answers. */
export interface Times {
  by: Grain;
  bins: { from: string; to: string; count: number; types: Record<string, number> }[];
  /** Events that no one bin holds, no more than can be drawn; `wider` counts all of them. */
  spans: { id: string; earliest: string; latest: string; type: string }[];
  wider?: number;
  undated?: number;
}

interface Bin {
  from: number;
  /** The day behind its last. */
  to: number;
  counts: number[];
}

interface SpanBar {
  from: number;
  to: number;
  family: number;
}

export interface TimelineEvents {
  /** The reader chose days, or none. */
  chose(from: string | null, to: string | null): void;
  /** The reader looks at other days: counts for them are wanted. */
  looked(from: string | null, to: string | null, by: Grain | "auto"): void;
}

const AXIS = 18;
const LANE = 5;
const LANES = 6;

export class Timeline {
  readonly #canvas = el("canvas", { "aria-hidden": "true" });
  readonly #said = el("p", { class: "said", "aria-live": "polite" });
  readonly #tip = el("p", { class: "tip", "aria-hidden": "true", hidden: true });
  readonly #stage = el("div", { class: "stage" });
  readonly #handles: [HTMLElement, HTMLElement];
  readonly #clear: HTMLButtonElement;
  #bins: Bin[] = [];
  #spans: SpanBar[] = [];
  #by: Grain = "day";
  /** All days of the record, and those that are seen. */
  #whole: [number, number] | null = null;
  #seen: [number, number] = [0, 1];
  /** First and last day chosen. */
  #chosen: [number, number] | null = null;
  #anchor: number | null = null;
  /** What was chosen before a finger or mouse began to draw: stands again where that came to nothing. */
  #before: [number, number] | null = null;
  /** Where pointers that are down are, and from where two of them pinch. */
  readonly #fingers = new Map<number, number>();
  #pinch: { apart: number; middle: number; seen: [number, number] } | null = null;
  readonly #events: TimelineEvents;

  constructor(frame: HTMLElement, events: TimelineEvents) {
    this.#events = events;
    this.#handles = [this.#handle(0), this.#handle(1)];
    this.#clear = button("All days", () => this.#choose(null, true));
    this.#stage.append(this.#canvas, this.#tip, ...this.#handles);
    frame.append(
      el("div", { class: "timeline-bar" }, this.#said,
        el("div", { class: "timeline-buttons" }, this.#clear,
          button("+", () => this.#zoom(0.5), { "aria-label": "Fewer days, more closely" }),
          button("−", () => this.#zoom(2), { "aria-label": "More days" }),
          button("Fit", () => this.#look(null), { "aria-label": "Fit all days of the record" }))),
      this.#stage);
    this.#stage.addEventListener("pointerdown", (event) => this.#press(event));
    this.#stage.addEventListener("pointermove", (event) => this.#drag(event));
    this.#stage.addEventListener("pointerleave", () => this.#hint(null));
    this.#stage.addEventListener("pointerup", (event) => this.#release(event, true));
    // The page is scrolled with this finger: it never meant the days.
    this.#stage.addEventListener("pointercancel", (event) => this.#release(event, false));
    this.#stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      this.#zoom((event.deltaY || event.deltaX) > 0 ? 1.5 : 1 / 1.5, this.#dayOf(event));
    }, { passive: false });
    new ResizeObserver(() => this.#draw()).observe(this.#stage);
    onTheme(() => this.#draw());
  }

  /** Shows counts; the first ones, and those of other filters, tell what days there are. */
  show(times: Times, whole: boolean): void {
    this.#by = times.by;
    this.#bins = times.bins.flatMap((bin) => {
      const [from, to] = [parseDay(bin.from), parseDay(bin.to)];
      if (from === null || to === null) return [];
      const counts = FAMILIES.map(() => 0);
      for (const [type, count] of Object.entries(bin.types)) counts[familyOf(type)]! += count;
      return [{ from, to: to + 1, counts }];
    });
    this.#spans = times.spans.flatMap(({ earliest, latest, type }) => {
      const [from, to] = [parseDay(earliest), parseDay(latest)];
      return from === null || to === null ? [] : [{ from, to: to + 1, family: familyOf(type) }];
    }).sort((a, b) => a.from - b.from || a.to - b.to);
    if (whole) {
      const ends = [...this.#bins, ...this.#spans];
      this.#whole = ends.length ? [Math.min(...ends.map((end) => end.from)), Math.max(...ends.map((end) => end.to))] : null;
      this.#seen = this.#whole ?? [0, 1];
      const dense = this.#dense();
      if (dense) {
        this.#look(dense);
        return;
      }
    }
    this.#draw();
  }

  /** The days in which all but a few events lie, where a few old ones would press all others together. */
  #dense(): [number, number] | null {
    if (!this.#whole || this.#chosen) return null;
    const all = this.#bins.reduce((sum, bin) => sum + bin.counts.reduce((a, b) => a + b, 0), 0);
    let passed = 0;
    const first = this.#bins.find((bin) => {
      passed += bin.counts.reduce((a, b) => a + b, 0);
      return passed > all * 0.1;
    });
    const [from, to] = this.#whole;
    return first && to - first.from < (to - from) / 2 ? [Math.max(from, first.from - Math.round((to - first.from) * 0.02)), to] : null;
  }

  /** Marks the days that are filtered by; an open end is the record's. */
  mark(from: string | null, to: string | null): void {
    const [first, last] = [parseDay(from), parseDay(to)];
    this.#chosen = first === null && last === null ? null : [first ?? this.#whole?.[0] ?? last!, last ?? (this.#whole ? this.#whole[1] - 1 : first!)];
    this.#draw();
  }

  #scale(): Scale {
    return { from: this.#seen[0], to: this.#seen[1], width: Math.max(this.#stage.clientWidth, 1) };
  }

  #dayOf(event: MouseEvent): number {
    return dayAt(this.#scale(), event.clientX - this.#stage.getBoundingClientRect().left);
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 || !this.#whole || this.#second(event)) return;
    this.#before = this.#chosen;
    this.#anchor = this.#dayOf(event);
    this.#choose(this.#cover(this.#anchor, this.#anchor), false);
  }

  /** Keeps account of a pointer that went down; with a second one they pinch, and what the first began to draw is not. */
  #second(event: PointerEvent): boolean {
    this.#fingers.set(event.pointerId, event.clientX);
    this.#stage.setPointerCapture(event.pointerId);
    if (this.#fingers.size < 2) return false;
    this.#undo();
    const [apart, middle] = this.#spread();
    this.#pinch = { apart, middle: dayAt(this.#scale(), middle), seen: this.#seen };
    return true;
  }

  #drag(event: PointerEvent): void {
    if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, event.clientX);
    if (this.#pinch) {
      const { apart, middle, seen } = this.#pinch;
      const [now, at] = this.#spread();
      this.#seen = this.#stretch((seen[1] - seen[0]) * (apart / now), middle, at / this.#scale().width) ?? this.#whole!;
      this.#draw();
      return;
    }
    this.#hint(event);
    if (this.#anchor === null) return;
    const day = this.#dayOf(event);
    this.#choose(this.#cover(Math.min(this.#anchor, day), Math.max(this.#anchor, day)), false);
  }

  /** How far two fingers are apart, and where their middle is, in pixels of the stage. */
  #spread(): [number, number] {
    const [a = 0, b = 0] = this.#fingers.values();
    return [Math.max(Math.abs(a - b), 8), (a + b) / 2 - this.#stage.getBoundingClientRect().left];
  }

  /** Says what the bar under the pointer counts. */
  #hint(event: PointerEvent | null): void {
    const day = event && this.#whole ? this.#dayOf(event) : null;
    const bin = day === null ? undefined : this.#bins.find((one) => one.from <= day && day < one.to);
    this.#tip.hidden = !bin || !event;
    if (!bin || !event) return;
    const parts = FAMILIES.flatMap((family, i) => (bin.counts[i] ? [`${family.label} ${bin.counts[i]}`] : []));
    this.#tip.textContent = `${sayDays(bin.from, bin.to - 1)}: ${parts.join(" · ")}`;
    const x = event.clientX - this.#stage.getBoundingClientRect().left;
    this.#tip.classList.toggle("left", x > this.#stage.clientWidth / 2);
    this.#tip.style.left = `${x}px`;
  }

  #release(event: PointerEvent, meant: boolean): void {
    this.#fingers.delete(event.pointerId);
    if (this.#pinch) {
      if (this.#fingers.size > 1) return;
      this.#pinch = null;
      const all = this.#whole && this.#seen[0] <= this.#whole[0] && this.#seen[1] >= this.#whole[1];
      this.#look(all ? null : this.#seen);
      return;
    }
    if (this.#anchor === null) return;
    if (!meant) {
      this.#undo();
      return;
    }
    this.#anchor = null;
    this.#choose(this.#chosen, true);
  }

  /** What was being drawn is not. */
  #undo(): void {
    if (this.#anchor === null) return;
    this.#anchor = null;
    this.#choose(this.#before, false);
  }

  /** Days widened to whole bars. */
  #cover(from: number, to: number): [number, number] {
    const first = this.#bins.find((bin) => bin.from <= from && from < bin.to);
    const last = this.#bins.find((bin) => bin.from <= to && to < bin.to);
    return [first?.from ?? from, (last?.to ?? to + 1) - 1];
  }

  #choose(days: [number, number] | null, told: boolean): void {
    this.#chosen = days;
    this.#draw();
    if (told) this.#events.chose(days && formatDay(days[0]), days && formatDay(days[1]));
  }

  #handle(end: 0 | 1): HTMLElement {
    const made = el("div", { class: "handle", role: "slider", tabindex: "0", "aria-label": end === 0 ? "First day" : "Last day" });
    made.addEventListener("keydown", (event) => {
      if (!this.#whole) return;
      const now = this.#chosen ?? [this.#whole[0], this.#whole[1] - 1];
      const grain = event.shiftKey ? "month" : this.#by;
      const moved: Record<string, number> = {
        ArrowLeft: addGrains(now[end], grain, -1), ArrowDown: addGrains(now[end], grain, -1),
        ArrowRight: addGrains(now[end], grain, 1), ArrowUp: addGrains(now[end], grain, 1),
        PageDown: addGrains(now[end], "month", -1), PageUp: addGrains(now[end], "month", 1),
        Home: this.#whole[0], End: this.#whole[1] - 1,
      };
      if (event.key === "Escape") {
        this.#choose(null, true);
        return;
      }
      const day = moved[event.key];
      if (day === undefined) return;
      event.preventDefault();
      const held = Math.min(Math.max(day, this.#whole[0]), this.#whole[1] - 1);
      this.#choose(end === 0 ? [Math.min(held, now[1]), now[1]] : [now[0], Math.max(held, now[0])], true);
    });
    // With mouse or finger a handle is dragged like an edge of the stretch.
    made.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      if (event.button !== 0 || !this.#whole || this.#second(event)) return;
      const now = this.#chosen ?? [this.#whole[0], this.#whole[1] - 1];
      this.#before = this.#chosen;
      this.#anchor = end === 0 ? now[1] : now[0];
    });
    return made;
  }

  #zoom(factor: number, around?: number): void {
    const [from, to] = this.#seen;
    const middle = around ?? (this.#chosen ? (this.#chosen[0] + this.#chosen[1]) / 2 : (from + to) / 2);
    this.#look(this.#stretch((to - from) * factor, middle, (middle - from) / (to - from)));
  }

  /** So many days of the record, one of them at a share of the stage's width; null if that is all there are. */
  #stretch(wanted: number, day: number, share: number): [number, number] | null {
    if (!this.#whole) return null;
    const days = Math.max(7, Math.round(wanted));
    if (days >= this.#whole[1] - this.#whole[0]) return null;
    const start = Math.round(day - days * Math.min(Math.max(share, 0), 1));
    const from = Math.min(Math.max(start, this.#whole[0]), this.#whole[1] - days);
    return [from, from + days];
  }

  #look(days: [number, number] | null): void {
    if (!this.#whole) return;
    this.#seen = days ?? this.#whole;
    this.#draw();
    if (days) this.#events.looked(formatDay(days[0]), formatDay(days[1] - 1), grainOf(days[1] - days[0]));
    else this.#events.looked(null, null, "auto");
  }

  #say(): void {
    const inside = (bin: Bin) => !this.#chosen || (bin.from <= this.#chosen[1] && this.#chosen[0] < bin.to);
    const count = this.#bins.filter(inside).reduce((sum, bin) => sum + bin.counts.reduce((a, b) => a + b, 0), 0);
    const days = this.#chosen ?? (this.#whole && [this.#whole[0], this.#whole[1] - 1]);
    const shown = this.#chosen ?? [this.#seen[0], this.#seen[1] - 1];
    const outside = this.#whole && !this.#chosen && (this.#seen[0] > this.#whole[0] || this.#seen[1] < this.#whole[1]);
    const parts = [sayDays(shown[0]!, shown[1]!), `${count.toLocaleString("en")} by ${this.#by}`];
    if (this.#spans.length) parts.push(`${this.#spans.length.toLocaleString("en")} drawn as spans`);
    if (outside) parts.push("Fit shows the others");
    this.#said.textContent = this.#whole ? parts.join(" · ") : "No dated events";
    this.#clear.hidden = !this.#chosen;
    this.#handles.forEach((handle, end) => {
      handle.hidden = !days;
      if (!days || !this.#whole) return;
      const day = days[end]!;
      handle.setAttribute("aria-valuemin", String(this.#whole[0]));
      handle.setAttribute("aria-valuemax", String(this.#whole[1] - 1));
      handle.setAttribute("aria-valuenow", String(day));
      handle.setAttribute("aria-valuetext", sayDays(day, day));
      const x = xOf(this.#scale(), day + end);
      handle.style.left = `${Math.min(Math.max(x, 0), this.#stage.clientWidth)}px`;
      handle.classList.toggle("away", x < -1 || x > this.#stage.clientWidth + 1);
    });
  }

  #draw(): void {
    this.#say();
    const scale = this.#scale();
    const height = this.#stage.clientHeight;
    const sharp = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(scale.width * sharp);
    this.#canvas.height = Math.round(height * sharp);
    const pen = this.#canvas.getContext("2d");
    if (!pen || !this.#whole) return;
    pen.scale(sharp, sharp);
    const seen = <T extends { from: number; to: number }>(all: T[]) => all.filter((one) => one.to > scale.from && one.from < scale.to);
    const spans = seen(this.#spans);
    const lanes = spans.length ? LANES : 0;
    const floor = height - AXIS - lanes * LANE;
    this.#axis(pen, scale, height, floor);
    this.#bars(pen, scale, seen(this.#bins), floor);
    this.#lanes(pen, scale, spans, floor + 3);
    this.#veil(pen, scale, height - AXIS);
  }

  #axis(pen: CanvasRenderingContext2D, scale: Scale, height: number, floor: number): void {
    pen.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = "bottom";
    for (const { day, label } of ticks(scale.from, scale.to, Math.max(2, scale.width / 80))) {
      const x = Math.round(xOf(scale, day)) + 0.5;
      pen.strokeStyle = colour("--line");
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, height - AXIS + 4);
      pen.stroke();
      pen.fillStyle = colour("--muted");
      if (x + pen.measureText(label).width < scale.width) pen.fillText(label, x + 3, height - 2);
    }
    pen.strokeStyle = colour("--line-strong");
    pen.beginPath();
    pen.moveTo(0, floor + 0.5);
    pen.lineTo(scale.width, floor + 0.5);
    pen.stroke();
  }

  #bars(pen: CanvasRenderingContext2D, scale: Scale, bins: Bin[], floor: number): void {
    const tallest = Math.max(1, ...bins.map((bin) => bin.counts.reduce((a, b) => a + b, 0)));
    const colours = FAMILIES.map((family) => colour(`--family-${family.id}`));
    for (const bin of bins) {
      const left = xOf(scale, bin.from);
      const width = xOf(scale, bin.to) - left;
      const gap = width > 4 ? 1 : 0;
      let base = floor;
      bin.counts.forEach((count, family) => {
        const tall = (count / tallest) * (floor - 16);
        pen.fillStyle = colours[family]!;
        pen.fillRect(left, base - tall, Math.max(width - gap, 1), tall);
        base -= tall;
      });
    }
    pen.fillStyle = colour("--muted");
    pen.textBaseline = "top";
    pen.fillText(`${tallest.toLocaleString("en")} a ${this.#by}`, 4, 2);
  }

  #lanes(pen: CanvasRenderingContext2D, scale: Scale, spans: SpanBar[], top: number): void {
    const gap = ((scale.to - scale.from) / scale.width) * 2;
    const lane = rows(spans, gap, LANES - 1);
    spans.forEach((span, i) => {
      const left = xOf(scale, span.from);
      const width = Math.max(xOf(scale, span.to) - left, 2);
      // What finds no lane of its own lies in the last, one over the other.
      const row = lane[i]! < 0 ? LANES - 1 : lane[i]!;
      pen.globalAlpha = lane[i]! < 0 ? 0.25 : 0.9;
      pen.fillStyle = colour(`--family-${FAMILIES[span.family]!.id}`);
      pen.fillRect(left, top + row * LANE, width, 2.5);
    });
    pen.globalAlpha = 1;
  }

  #veil(pen: CanvasRenderingContext2D, scale: Scale, bottom: number): void {
    if (!this.#chosen) return;
    const left = xOf(scale, this.#chosen[0]);
    const right = xOf(scale, this.#chosen[1] + 1);
    pen.fillStyle = colour("--veil");
    pen.fillRect(0, 0, Math.max(left, 0), bottom);
    pen.fillRect(right, 0, Math.max(scale.width - right, 0), bottom);
    pen.strokeStyle = colour("--accent");
    pen.lineWidth = 1.5;
    pen.strokeRect(left, 0.75, right - left, bottom - 1.5);
  }
}
