import { z } from "zod";
import { clouds } from "../../core/cloud";
import { InvalidInput, type Problem } from "../../core/problems";
import { outageModes } from "../runtime";
import type { Store } from "../store/contract";
import type { Answer, Request } from "./http";
import { outages, setOutage } from "./outages";
import type { Parts } from "./parts";
import { readPlace } from "./place";
import type { Status } from "./status";

const outageShape = z.strictObject({ cloud: z.enum(clouds), region: z.string(), mode: z.enum(outageModes) });

const operationShape = z.strictObject({
  cloud: z.enum(clouds),
  operation: z.string().min(1),
  arguments: z.record(z.string(), z.string()).default({}),
});

/** What the control API is about. */
export interface Controlled {
  readonly store: Store;
  readonly parts: Pick<Parts, "operate" | "onOutage">;
  readonly status: () => Status;
  /** Begins to stop; what is under way is still answered. */
  readonly stop: () => void;
}

/** A body as its shape says. @throws InvalidInput with everything that is wrong with it */
function read<Output>(shape: z.ZodType<Output>, { body }: Request): Output {
  const parsed = shape.safeParse(json(body));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }): Problem => ({
    path: ["body", ...path].join("."),
    message: message.toLowerCase(),
  }));
  throw new InvalidInput(problems);
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InvalidInput([{ path: "body", message: `is no JSON: ${error.message}` }]);
    throw error;
  }
}

async function beginOutage({ store, parts }: Controlled, request: Request): Promise<Answer> {
  const { cloud, region, mode } = read(outageShape, request);
  const place = readPlace(`${cloud}/${region}`);
  const before = await setOutage(store, place, mode);
  await parts.onOutage(place, mode);
  return { status: 200, body: { before: before ?? null, outages: outages(store) } };
}

async function endOutage({ store, parts }: Controlled, text: string): Promise<Answer> {
  const place = readPlace(text);
  const before = await setOutage(store, place, undefined);
  if (before !== undefined) await parts.onOutage(place, undefined);
  return { status: 200, body: { before: before ?? null, outages: outages(store) } };
}

async function operate({ parts }: Controlled, request: Request): Promise<Answer> {
  const outcome = await parts.operate(read(operationShape, request));
  return { status: "refused" in outcome ? 409 : 200, body: outcome };
}

const outagePath = "/control/outages/";

async function act(controlled: Controlled, request: Request): Promise<Answer> {
  const { method, path } = request;
  if (method === "DELETE" && path.startsWith(outagePath)) return endOutage(controlled, path.slice(outagePath.length));
  switch (`${method} ${path}`) {
    case "GET /control/status":
      return { status: 200, body: controlled.status() };
    case "POST /control/outages":
      return beginOutage(controlled, request);
    case "POST /control/operations":
      return operate(controlled, request);
    case "POST /control/stop":
      controlled.stop();
      return { status: 202, body: {} };
    default:
      return { status: 404, body: { problems: [{ path, message: `is nothing that ${method} can be sent to` }] } };
  }
}

/** Answers a request of the control API, whose sender is known to be allowed. */
export async function control(controlled: Controlled, request: Request): Promise<Answer> {
  try {
    return await act(controlled, request);
  } catch (error) {
    if (error instanceof InvalidInput) return { status: 400, body: { problems: error.problems } };
    throw error;
  }
}
