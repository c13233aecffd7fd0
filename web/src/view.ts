// The view is the URL: what is filtered stands in its query, and nothing else does.

/** Names of the filters, in the order in which a URL tells them. */
export const FILTERS = ["q", "from", "to", "type", "status", "actor", "grade", "place", "bbox", "unit"] as const;

/** A query with the filters that say something, in a set order: one view has one URL. */
export function canonical(query: URLSearchParams): URLSearchParams {
  const found = new URLSearchParams();
  for (const name of FILTERS) {
    for (const value of query.getAll(name)) {
      if (value.trim() !== "") found.append(name, value.trim());
    }
  }
  return found;
}

/** A path with a query; no "?" behind it where the query is empty. */
export function url(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The query with some filters set, or removed by null. */
export function withFilters(query: URLSearchParams, change: Record<string, string | null>): URLSearchParams {
  const found = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") found.delete(name);
    else found.set(name, value);
  }
  return canonical(found);
}

/** West, south, east, north. West is greater than east across the antimeridian. */
export type Box = [number, number, number, number];

/** "west,south,east,north" in degrees; null for what is no box. */
export function parseBox(text: string | null | undefined): Box | null {
  const parts = (text ?? "").split(",");
  if (parts.length !== 4 || parts.some((part) => part.trim() === "")) return null;
  const [west, south, east, north] = parts.map(Number) as Box;
  const sound = [west, south, east, north].every(Number.isFinite) && south < north;
  return sound && Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && Math.abs(north) <= 90
    ? [west, south, east, north]
    : null;
}

/** A box as a query writes it, three digits behind the point: about a hundred metres. */
export const formatBox = (box: Box): string => box.map((degree) => String(+degree.toFixed(3))).join(",");

/** A map's bounds as a box: longitudes brought back to ±180, the whole globe where it is seen. */
export function boxOf(west: number, south: number, east: number, north: number): Box {
  const low = Math.max(-90, south);
  const high = Math.min(90, north);
  if (east - west >= 360) return [-180, low, 180, high];
  const wrap = (degree: number) => ((((degree + 180) % 360) + 360) % 360) - 180;
  const end = wrap(east);
  return [wrap(west), low, end === -180 ? 180 : end, high];
}

/** A box grown by a share of its size on each side, so that a small move needs no new question. */
export function grown([west, south, east, north]: Box, share: number): Box {
  const width = west <= east ? east - west : east - west + 360;
  const height = north - south;
  return boxOf(west - width * share, south - height * share, west + width * (1 + share), north + height * share);
}

/** Whether a box holds another. */
export function holds(outer: Box, inner: Box): boolean {
  const long = ([west, , east]: Box): [number, number] => [west, west <= east ? east : east + 360];
  const [a, b] = long(outer);
  const [c, d] = long(inner);
  const within = [0, 360, -360].some((turn) => a <= c + turn && d + turn <= b);
  return within && outer[1] <= inner[1] && inner[3] <= outer[3];
}
