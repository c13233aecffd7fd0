// The ground of the map: sea, land, grey lines, names. All of it comes from this server; how lines and names are chosen is told in
// docs/borders.md.

import type { StyleSpecification, LayerSpecification, ExpressionSpecification } from "maplibre-gl";
import { colour } from "./dom";

const font = ["Open Sans Regular"];

/** Names of one kind, shown from a zoom that falls with their rank. */
function names(kind: string, size: ExpressionSpecification | number, paint: Record<string, unknown>, from: number[], layout: Record<string, unknown> = {}): LayerSpecification[] {
  return from.map((zoom, i) => ({
    id: `${kind}-${i + 1}`,
    type: "symbol",
    source: "borders",
    minzoom: zoom,
    filter: ["all", ["==", ["get", "kind"], kind], [i + 1 === from.length ? ">=" : "==", ["get", "rank"], i + 1]],
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "text-max-width": 7, "text-padding": 4, ...layout },
    paint: { "text-halo-color": colour("--map-land"), "text-halo-width": 1.2, ...paint },
  } as LayerSpecification)).reverse();
}

/** Where land, lines and names come from. */
interface Ground {
  land: string;
  borders: string;
}
/** From afar a tenth of the points will do, and the names of large countries. */
export const FAR: Ground = { land: "/assets/land.json", borders: "/assets/borders-far.json" };
export const NEAR: Ground = { land: "/assets/coast.json", borders: "/assets/borders.json" };
/** The zoom from which one sees the difference. */
export const CLOSE = 2.4;

/** The style of the ground in the colours of the theme at hand. */
export function ground({ land, borders }: Ground): StyleSpecification {
  const town = { "text-anchor": "left", "text-offset": [0.5, 0], "icon-allow-overlap": false };
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, maxzoom: 7, tolerance: 0.5 },
      borders: { type: "geojson", data: borders, maxzoom: 7, tolerance: 0.5 },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--map-sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--map-land"), "fill-antialias": true, "fill-outline-color": colour("--map-coast") } },
      {
        id: "settled", type: "line", source: "borders", filter: ["==", ["get", "kind"], "settled"],
        paint: { "line-color": colour("--map-line"), "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.5, 6, 1.1] },
      },
      {
        id: "disputed", type: "line", source: "borders", filter: ["==", ["get", "kind"], "disputed"],
        paint: { "line-color": colour("--map-line"), "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.6, 6, 1.2], "line-dasharray": [3, 3] },
      },
      // What stands last finds its room first: a country's name before its towns', a large town's before a small one's.
      ...names("city", 11, { "text-color": colour("--map-town") }, [4, 4.6, 5.2, 6, 7], town),
      ...names("capital", 11.5, { "text-color": colour("--map-town") }, [3.6, 4.4, 5.2, 6], town),
      ...names("country", ["interpolate", ["linear"], ["zoom"], 0.5, 9.5, 5, 14], { "text-color": colour("--map-country") }, [0.5, 2.5, 4.3],
        { "text-letter-spacing": 0.06 }),
      {
        id: "towns", type: "circle", source: "borders", minzoom: 4.4, filter: ["any", ["==", ["get", "kind"], "capital"], ["all", ["==", ["get", "kind"], "city"], ["<=", ["get", "rank"], 3]]],
        paint: {
          "circle-radius": ["case", ["==", ["get", "kind"], "capital"], 2.4, 1.8],
          "circle-color": colour("--map-land"), "circle-stroke-color": colour("--map-town"), "circle-stroke-width": 1,
        },
      },
    ],
  };
}
