import { z } from "zod";

/** One call of a vendor's API, in the vendor's own words. */
export interface VendorCall {
  /** The vendor's name of the service, and of its method: `rds:SwitchoverGlobalCluster`, `sqladmin:instances.switchover`. */
  readonly method: string;
  /** Whose endpoint is asked; null where the service is global. */
  readonly region: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How calls reach a vendor, and its answers come back. */
export interface Transport {
  /**
   * @returns what the vendor answered, as JSON
   * @throws PassingError for throttling, time-outs and what the vendor calls temporary; Error in its words for the rest
   */
  readonly send: (call: VendorCall, signal: AbortSignal) => Promise<unknown>;
}

/** Reads an answer, or says that the vendor answers otherwise than its documentation. */
export function read<Shape>(shape: z.ZodType<Shape>, answer: unknown, method: string): Shape {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Error(`${method} answered in another shape than documented:\n${z.prettifyError(parsed.error)}`);
}

/** Text that may be absent. */
export const text = z.string().optional();
