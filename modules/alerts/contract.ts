import type { Site } from "../core/site";
import type { Key } from "../keys/contract";

/** Where a site's alarms go. */
export interface Alerts {
  /** What an alarm names to reach the people on call. */
  readonly channel: string;
}

/** What a notification channel is a function of. */
export interface AlertsProps<S extends Site = Site> {
  readonly site: S;
  /** Address of the people on call. */
  readonly email: string;
  /** Encrypts what waits to be delivered, where the cloud stores it. */
  readonly key: Key;
}
