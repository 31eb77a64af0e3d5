import type { DeployEvent } from "../deploy/contract";

/** Shows what happens while it happens. */
export interface Display {
  readonly show: (event: DeployEvent) => void;
  /** Something that is not about one stack, to be seen at once. */
  readonly say: (text: string) => void;
  /** When everything is on the screen that was shown. */
  readonly end: () => Promise<void>;
}
