import { z } from "zod";
import { InvalidInput } from "../../core/problems";
import { SandboxFailure } from "../failure";
import type { OutageMode, Runtime } from "../runtime";
import type { OperationCall, OperationOutcome, RegionPlace } from "./parts";
import { type Status, statusShape } from "./status";

const problemsShape = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) });
const beforeShape = z.object({ before: z.string().nullable() });
const outcomeShape = z.union([z.object({ answer: z.json() }), z.object({ refused: z.string() })]);

/** How long a status may take, milliseconds: the server only has to look into its memory. */
const patience = 5_000;

interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

async function send(runtime: Runtime, { method, path, body, signal }: Question): Promise<Response> {
  try {
    return await fetch(`${runtime.address}/control/${path}`, {
      method,
      headers: { authorization: `Bearer ${runtime.token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    throw new SandboxFailure(
      `the sandbox at ${runtime.address} does not answer; see whether it is up, with understudy sandbox status`,
      { cause: error },
    );
  }
}

async function ask<Output>(runtime: Runtime, shape: z.ZodType<Output>, question: Question): Promise<Output> {
  const response = await send(runtime, question);
  const text = await response.text();
  const content: unknown = text.startsWith("{") ? JSON.parse(text) : text;
  const wrong = problemsShape.safeParse(content).data;
  if (wrong !== undefined) throw new InvalidInput(wrong.problems);
  const { data } = shape.safeParse(content);
  if (data === undefined)
    throw new SandboxFailure(`the sandbox at ${runtime.address} answered ${response.status}: ${text}`);
  return data;
}

/** What a sandbox tells of itself. @throws SandboxFailure when it does not answer, or is another one than it was */
export function askStatus(runtime: Runtime): Promise<Status> {
  return ask(runtime, statusShape, { method: "GET", path: "status", signal: AbortSignal.timeout(patience) });
}

/**
 * Makes a region be out. @returns how it was before; null when it was not
 * @throws InvalidInput when there is no such region
 */
export async function beginOutage(runtime: Runtime, place: RegionPlace, mode: OutageMode): Promise<string | null> {
  const body = { ...place, mode };
  return (await ask(runtime, beforeShape, { method: "POST", path: "outages", body })).before;
}

/** Makes a region be there again. @returns how it was out; null when it was not */
export async function endOutage(runtime: Runtime, { cloud, region }: RegionPlace): Promise<string | null> {
  return (await ask(runtime, beforeShape, { method: "DELETE", path: `outages/${cloud}/${region}` })).before;
}

/** Calls a vendor's own API. @throws SandboxFailure when the sandbox itself fails; a vendor's refusal is an outcome */
export function callOperation(runtime: Runtime, call: OperationCall): Promise<OperationOutcome> {
  return ask(runtime, outcomeShape, { method: "POST", path: "operations", body: call });
}

/** Asks a sandbox to stop, and does not wait until it has. */
export async function askToStop(runtime: Runtime): Promise<void> {
  await ask(runtime, z.object({}), { method: "POST", path: "stop" });
}
