import { SimulatedProvider } from "./simulated-provider";

/** The simulated AWS as its provider asks it, in a region of the tests' account. */
export class SimulatedAws extends SimulatedProvider {
  constructor(region = "us-east-1") {
    super("aws", { region, allowed_account_ids: ["111122223333"] });
  }
}
