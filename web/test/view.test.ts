import { describe, expect, it } from "vitest";
import { boxOf, canonical, formatBox, grown, holds, parseBox, url, withFilters, type Box } from "../src/view";

describe("the URL is the view", () => {
  it("one view has one URL, whatever the order and the blanks", () => {
    const a = canonical(new URLSearchParams("to=2024-02-01&from=2024-01-01&q= truce &place=&utm=x&unit="));
    expect(a.toString()).toBe("q=truce&from=2024-01-01&to=2024-02-01");
    expect(canonical(a).toString()).toBe(a.toString());
  });
  it("keeps several values of a filter", () => {
    expect(canonical(new URLSearchParams("type=ASSAULT&type=PROTEST&unit=events")).toString()).toBe("type=ASSAULT&type=PROTEST&unit=events");
  });
  it("there and back again, with letters of any script", () => {
    const query = withFilters(new URLSearchParams(), { place: "حلب", q: "\"grain & oil\" 🚢", bbox: "35.5,36,37,37.25" });
    expect(canonical(new URLSearchParams(url("/", query).slice(2))).toString()).toBe(query.toString());
    expect(new URLSearchParams(query.toString()).get("place")).toBe("حلب");
  });
  it("takes filters away", () => {
    expect(withFilters(new URLSearchParams("from=2024-01-01&q=x"), { from: null }).toString()).toBe("q=x");
    expect(url("/", withFilters(new URLSearchParams("q=x"), { q: "" }))).toBe("/");
  });
});

describe("boxes", () => {
  it("are read, written, and refused where they are none", () => {
    expect(parseBox("35.1,36,37,37.5")).toEqual([35.1, 36, 37, 37.5]);
    expect(parseBox(formatBox([35.12345, 36, 37, 37.5]))).toEqual([35.123, 36, 37, 37.5]);
    for (const text of ["", "1,2,3", "1,2,3,x", "1,2,3,", "10,40,20,30", "-181,0,0,1", "0,-91,1,0", null]) expect(parseBox(text)).toBeNull();
  });
  it("cross the antimeridian with west greater than east", () => {
    expect(boxOf(170, -10, 190, 10)).toEqual([170, -10, -170, 10]);
    expect(boxOf(-200, -10, 200, 10)).toEqual([-180, -10, 180, 10]);
    expect(boxOf(100, -95, 180, 95)).toEqual([100, -90, 180, 90]);
  });
  it("know what they hold", () => {
    const wide: Box = [160, -20, -160, 20];
    expect(holds(wide, [170, -10, -170, 10])).toBe(true);
    expect(holds(wide, [150, -10, 170, 10])).toBe(false);
    expect(holds(wide, [-175, -10, -165, 10])).toBe(true);
    expect(holds([0, 0, 10, 10], [2, 2, 8, 11])).toBe(false);
  });
  it("grown by a share hold what they were", () => {
    for (const box of [[10, 10, 20, 15], [170, -10, -170, 10], [-180, -85, 180, 85]] as Box[]) expect(holds(grown(box, 0.25), box)).toBe(true);
  });
});
