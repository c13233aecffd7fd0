// The map. It is loaded only where a page has one. Nothing is asked of anybody but this server: ground, names and worker come from
// it, letters are drawn with the reader's own fonts.

import * as maplibre from "maplibre-gl";
import type { ExpressionSpecification, LayerSpecification, MapGeoJSONFeature, PointLike, SourceSpecification } from "maplibre-gl";
// A plain build drops the worker's file and says nothing of it; asked for by address, it stays.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { FeatureCollection } from "geojson";
import { button, colour, el, still } from "./dom";
import { drawn, gather, type Answer, type Spot } from "./features";
import { CLOSE, FAR, NEAR, ground } from "./ground";
import { FAMILIES } from "./kinds";
import { panel } from "./popup";
import { onTheme } from "./theme";
import { boxOf, type Box } from "./view";

maplibre.setWorkerUrl(workerUrl);
// Its worker starts now and not when the map is made.
maplibre.prewarm();

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
const CLUSTERED = 11;
const POINTED = ["spots", "soft", "discs"];

type Expression = ExpressionSpecification;
const get = (name: string): Expression => ["get", name];
const counts: Expression[] = FAMILIES.map((_, i) => ["coalesce", get(`f${i}`), 0]);

/** One of a value for each family: that of the family with most events. */
function byFamily<T extends string>(values: T[]): Expression {
  const most: Expression = ["max", ...counts] as unknown as Expression;
  const cases = values.slice(0, -1).flatMap((value, i) => [["==", counts[i]!, most], value]);
  return ["case", ...cases, values[values.length - 1]!] as unknown as Expression;
}

const size: Expression = ["interpolate", ["linear"], ["log10", ["max", get("n"), 1]], 0, 6, 1, 11, 2, 15, 3, 20, 5, 30];
const said: Expression = ["case", [">=", get("n"), 10_000], ["concat", ["round", ["/", get("n"), 1000]], "k"],
  [">=", get("n"), 1000], ["concat", ["/", ["round", ["/", get("n"), 100]], 10], "k"], ["to-string", get("n")]];
/** Nothing of it is told as having taken place: drawn hollow. */
const hollow: Expression = ["==", get("happened"), 0];

/** A count of what lies around and no place: made by the map, or by the server. */
const counted: Expression = ["any", ["has", "point_count"], ["==", get("cell"), 1]];
const single: Expression = ["!", counted];

/** Layers of events, areas and zones, in the colours of the theme at hand. */
function layers(): LayerSpecification[] {
  const colours = FAMILIES.map((family) => colour(`--family-${family.id}`));
  const lead = byFamily(colours);
  const paper = colour("--map-land");
  const font = ["Open Sans Bold"];
  return [
    { id: "zones", type: "fill", source: "zones", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-pattern": "zone" } },
    { id: "zone-lines", type: "line", source: "zones", paint: { "line-color": colour("--accent"), "line-width": 2 } },
    { id: "zone-points", type: "circle", source: "zones", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 5, "circle-color": paper, "circle-stroke-color": colour("--accent"), "circle-stroke-width": 2 } },
    { id: "discs", type: "fill", source: "discs", paint: { "fill-pattern": byFamily(FAMILIES.map((family) => `hatch-${family.id}`)), "fill-opacity": 0.75 } },
    { id: "disc-edges", type: "line", source: "discs", paint: { "line-color": lead, "line-width": 1, "line-opacity": 0.55, "line-dasharray": [2, 2] } },
    // An area too small to be seen at this zoom is a soft patch: no pin, which would say that the place is known.
    {
      id: "soft", type: "circle", source: "spots", filter: ["all", single, [">", get("radius"), 0]],
      paint: { "circle-color": lead, "circle-radius": ["+", size, 5], "circle-blur": 0.9, "circle-opacity": ["interpolate", ["linear"], ["zoom"], 4, 0.75, 8, 0.25] },
    },
    {
      id: "spots", type: "circle", source: "spots", filter: ["all", single, ["==", get("radius"), 0]],
      paint: { "circle-color": ["case", hollow, paper, lead], "circle-radius": size, "circle-opacity": 0.9,
        "circle-stroke-color": ["case", hollow, lead, paper], "circle-stroke-width": ["case", hollow, 2.5, 1] },
    },
    {
      id: "clusters", type: "circle", source: "spots", filter: counted,
      paint: { "circle-color": colour("--surface"), "circle-radius": ["+", size, 3], "circle-opacity": 0.94,
        "circle-stroke-color": lead, "circle-stroke-width": 3 },
    },
    {
      id: "numbers", type: "symbol", source: "spots", filter: ["any", counted, [">", get("n"), 1]],
      layout: { "text-field": said, "text-font": font, "text-size": 11.5, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: {
        "text-color": ["case", ["any", counted, hollow, [">", ["coalesce", get("radius"), 0], 0]], colour("--ink"), colour("--on-family")],
        "text-halo-color": colour("--surface"), "text-halo-width": ["case", [">", ["coalesce", get("radius"), 0], 0], 1.4, 0],
      },
    },
    { id: "chosen", type: "circle", source: "chosen", paint: { "circle-radius": 15, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colour("--focus"), "circle-stroke-width": 3 } },
  ];
}

/** A tile of slanted lines. */
function hatch(line: string, ground: string): ImageData {
  const side = 16;
  const canvas = el("canvas", { width: side, height: side });
  const pen = canvas.getContext("2d")!;
  pen.globalAlpha = 0.16;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.globalAlpha = 0.75;
  pen.strokeStyle = line;
  pen.lineWidth = 2;
  for (const at of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(at - 2, side + 2);
    pen.lineTo(at + side + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, side, side);
}

/** What is drawn on the ground. */
type Drawn = "spots" | "discs" | "zones" | "chosen";

export interface MapEvents {
  /** The map came to rest after the reader moved it. */
  moved(box: Box, zoom: number): void;
}

export class EventMap {
  readonly map: maplibre.Map;
  #spots: Spot[] = [];
  #data: Record<Drawn, FeatureCollection> = { spots: NOTHING, discs: NOTHING, zones: NOTHING, chosen: NOTHING };
  #panel: HTMLElement | null = null;
  #near = false;
  readonly #frame: HTMLElement;

  /** Draws into `frame` what is given; looks at `box`, else at all that is drawn, else at the world. */
  constructor(frame: HTMLElement, box: Box | null, events: MapEvents, first: Answer | null = null, zones: FeatureCollection = NOTHING) {
    this.#frame = el("div", { class: "map-stage" });
    this.#data.zones = zones;
    if (first) this.#keep(first);
    const bounds = box ? [box[0], box[1], box[2] < box[0] ? box[2] + 360 : box[2], box[3]] as [number, number, number, number] : this.#bounds();
    const container = el("div", { class: "map-canvas" });
    this.#frame.append(container);
    frame.append(this.#frame);
    this.map = new maplibre.Map({
      container,
      style: this.#style(),
      center: [20, 22],
      zoom: 0.6,
      minZoom: -1,
      maxZoom: 14,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      ...(bounds ? { bounds, fitBoundsOptions: { padding: box ? 0 : 40, maxZoom: 7 } } : {}),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.on("zoomend", () => this.#closer());
    void this.map.once("style.load", () => this.#closer());
    this.map.keyboard.disableRotation();
    const canvas = this.map.getCanvas();
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", "Map of events. Arrow keys move it, plus and minus zoom, Enter tells what lies in the middle. The list below tells the same.");
    this.map.setMissingStyleImageResolver((id) => {
      const line = colour(id === "zone" ? "--accent" : `--family-${id.replace("hatch-", "")}`);
      if (line) this.map.addImage(id, hatch(line, line), { pixelRatio: 2 });
    });
    this.map.on("moveend", (event) => {
      if ((event as { originalEvent?: unknown }).originalEvent || (event as { byReader?: boolean }).byReader) events.moved(this.box(), this.map.getZoom());
    });
    this.map.on("click", ({ point }) => void this.#tell([point.x, point.y], 4));
    this.map.on("mousemove", ({ point }) => {
      canvas.style.cursor = this.#under([point.x, point.y], 2).length ? "pointer" : "";
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.#tell([canvas.clientWidth / 2, canvas.clientHeight / 2], 18);
      if (event.key === "Escape") this.#close();
    });
    this.#frame.append(el("div", { class: "map-buttons" },
      button("+", () => this.map.zoomIn({}, { byReader: true }), { "aria-label": "Zoom in" }),
      button("−", () => this.map.zoomOut({}, { byReader: true }), { "aria-label": "Zoom out" })),
      el("div", { class: "crosshair", "aria-hidden": "true" }));
    onTheme(() => this.map.setStyle(this.#style(), { diff: false }));
  }

  /** Resolves when everything that there is to draw has been drawn. */
  idle(): Promise<void> {
    return new Promise((resolve) => void this.map.once("idle", () => resolve()));
  }

  /** What the map shows. */
  box(): Box {
    const seen = this.map.getBounds();
    return boxOf(seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth());
  }

  /** Draws an answer of the server. */
  show(answer: Answer): void {
    this.#keep(answer);
    for (const name of ["spots", "discs"] as const) void (this.map.getSource(name) as maplibre.GeoJSONSource | undefined)?.setData(this.#data[name]);
    this.#close();
  }

  #keep(answer: Answer): void {
    this.#spots = gather(answer);
    const { points, discs } = drawn(this.#spots);
    this.#data.spots = points;
    this.#data.discs = discs;
  }

  /** What holds all that there is to draw. */
  #bounds(): maplibre.LngLatBounds | null {
    const found = new maplibre.LngLatBounds();
    for (const { lon, lat, radius } of this.#spots) {
      const reach = radius / 111;
      found.extend([lon - reach, lat - reach]).extend([lon + reach, lat + reach]);
    }
    const walk = (part: unknown): void => {
      if (!Array.isArray(part)) return;
      if (typeof part[0] === "number") found.extend([part[0], part[1] as number]);
      else part.forEach(walk);
    };
    for (const { geometry } of this.#data.zones.features) {
      if (geometry && "coordinates" in geometry) walk(geometry.coordinates);
    }
    return found.isEmpty() ? null : found;
  }

  /** Rings the place of an event; null takes the ring away. */
  ring(id: string | null): void {
    const spot = id === null ? undefined : this.#spots.find((found) => found.events.some((event) => String(event.id) === id));
    this.#data.chosen = spot
      ? { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [spot.lon, spot.lat] } }] }
      : NOTHING;
    void (this.map.getSource("chosen") as maplibre.GeoJSONSource | undefined)?.setData(this.#data.chosen);
  }

  #style(): maplibre.StyleSpecification {
    const style = ground(this.#near ? NEAR : FAR);
    const sums = Object.fromEntries(["n", "happened", ...FAMILIES.map((_, i) => `f${i}`)].map((name) => [name, ["+", get(name)]]));
    const source = (name: Drawn, more = {}) => ({ type: "geojson", data: this.#data[name], ...more }) as SourceSpecification;
    style.sources["zones"] = source("zones");
    style.sources["discs"] = source("discs", { maxzoom: 10 });
    style.sources["chosen"] = source("chosen");
    style.sources["spots"] = source("spots", { cluster: true, clusterRadius: 42, clusterMaxZoom: CLUSTERED, clusterProperties: sums, maxzoom: CLUSTERED + 1 });
    style.layers.push(...layers());
    return style;
  }

  /** Brings the finer ground once somebody is close enough to see it. */
  #closer(): void {
    if (this.#near || this.map.getZoom() < CLOSE) return;
    this.#near = true;
    for (const [name, address] of Object.entries(NEAR)) void (this.map.getSource(name) as maplibre.GeoJSONSource | undefined)?.setData(address);
  }

  #under([x, y]: [number, number], reach: number): MapGeoJSONFeature[] {
    const box: [PointLike, PointLike] = [[x - reach, y - reach], [x + reach, y + reach]];
    const present = [...POINTED, "clusters"].filter((id) => this.map.getLayer(id));
    return this.map.queryRenderedFeatures(box, { layers: present });
  }

  async #tell(at: [number, number], reach: number): Promise<void> {
    const found = this.#under(at, reach);
    const cluster = found.find((feature) => feature.layer.id === "clusters");
    if (cluster) {
      const source = this.map.getSource("spots") as maplibre.GeoJSONSource;
      const id = cluster.properties["cluster_id"] as number | undefined;
      const zoom = id === undefined ? this.map.getZoom() + 2 : await source.getClusterExpansionZoom(id);
      const center = (cluster.geometry as unknown as { coordinates: [number, number] }).coordinates;
      this.map.easeTo({ center, zoom: Math.max(zoom, this.map.getZoom() + 1), animate: !still() }, { byReader: true });
      return;
    }
    const spots = [...new Set(found.map((feature) => feature.properties["at"] as number))].flatMap((index) => this.#spots[index] ?? []);
    this.#close();
    if (!spots.length) return;
    this.#panel = panel(spots, () => {
      this.#close();
      this.map.getCanvas().focus();
    });
    this.#frame.append(this.#panel);
    this.#panel.focus();
  }

  #close(): void {
    this.#panel?.remove();
    this.#panel = null;
  }
}
