import type { SimulatedVendor } from "../behaviour";
import { textOf } from "../values";

/** The simulated aws. */
export const aws: SimulatedVendor = {
  cloud: "aws",
  services: [],
  operations: {},
  errors: {
    unreachable: (region, type) => `${type}: ${region} does not answer`,
    throttled: (region, type) => `${type}: too many requests to ${region}`,
    controlPlane: (region, type) => `${type}: ${region} takes no changes`,
  },
  place: (configuration) => ({ region: textOf(configuration, "region"), account: "" }),
  region: (asked, { place }) => textOf(asked, "region") || place.region,
  sources: {},
};
