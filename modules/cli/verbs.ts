import { abort, approve, pauseRun } from "./approve";
import { check } from "./check";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { drill } from "./drill";
import { plan } from "./plan";
import { review } from "./review";
import { sandbox } from "./sandbox";
import { sites } from "./sites";
import { synth } from "./synth";
import { tour } from "./tour";
import type { Verb } from "./verb";
import { verify } from "./verify";

/** All that `understudy` can do, in the order in which somebody new would want it. */
export const verbs: readonly Verb[] = [
  tour,
  check,
  sites,
  synth,
  plan,
  review,
  deploy,
  destroy,
  sandbox,
  drill,
  approve,
  pauseRun,
  abort,
  verify,
];
