import { type OutageMode, outageModes } from "../runtime";
import type { Store, View } from "../store/contract";
import { clouds } from "../../core/cloud";
import { outageOf } from "../cloud/availability";
import type { RegionPlace } from "./parts";

/** A region that is out, and how. */
export interface Outage extends RegionPlace {
  readonly mode: OutageMode;
}

const keyOf = ({ cloud, region }: RegionPlace) => `${cloud}/${region}`;

const modeOf = (value: unknown) => outageModes.find((mode) => mode === value);

/** Every region that is out, the longest first. */
export function outages(view: View): readonly Outage[] {
  return [...view.entries("outage")].flatMap(([key, value]) => {
    const [name = "", region = ""] = key.split("/");
    const cloud = clouds.find((one) => one === name);
    const mode = modeOf(value);
    return cloud === undefined || mode === undefined ? [] : [{ cloud, region, mode }];
  });
}

/** Makes a region be out, or with undefined no longer. @returns how it was out before */
export function setOutage(
  store: Store,
  place: RegionPlace,
  mode: OutageMode | undefined,
): Promise<OutageMode | undefined> {
  return store.transact((view) => ({
    changes: [{ collection: "outage", key: keyOf(place), value: mode }],
    result: outageOf(view, place.cloud, place.region),
  }));
}
