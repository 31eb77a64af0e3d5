import { arm } from "./arm";
import { asking } from "./ask";
import { check } from "./check";
import { comment } from "./comment";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { drift } from "./drift";
import { drill } from "./drill";
import { forecast } from "./forecast";
import { history } from "./history";
import { plan } from "./plan";
import { previews } from "./previews";
import { review } from "./review";
import { resume } from "./resume";
import { rollback } from "./rollback";
import { rotate } from "./rotate";
import { sandbox } from "./sandbox";
import { sites } from "./sites";
import { switches } from "./switch";
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
  previews,
  comment,
  history,
  rollback,
  rotate,
  drift,
  sandbox,
  forecast,
  arm,
  drill,
  ...switches,
  resume,
  ...asking,
  verify,
];
