import { dataHolders } from "../core/data-holders";
import type { Problem } from "../core/problems";
import type { Change, StackPlan } from "./contract";

/** Why Terraform destroys something, by its own word for it. */
const reasons: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "nothing describes it any more",
  delete_because_wrong_repetition: "its count or for_each is no longer there",
  delete_because_count_index: "its count became smaller",
  delete_because_each_key: "its key is no longer in for_each",
  delete_because_no_module: "the module that describes it is gone",
  delete_because_no_move_target: "it is moved to where nothing is described",
  replace_because_tainted: "an earlier apply left it half made",
  replace_by_request: "a replacement was asked for",
  replace_by_triggers: "replace_triggered_by names something that changes",
};

/** Why Terraform replaces or destroys something, as the end of a sentence. */
export function why({ replacePaths, reason }: Pick<Change, "replacePaths" | "reason">): string {
  if (replacePaths.length > 0) return `because of ${replacePaths.join(", ")}`;
  const known = reasons[reason];
  return known === undefined ? "and Terraform does not say why" : `because ${known}`;
}

const cure = {
  replace: "undo that change, or begin a new generation of the site's database",
  tainted: "look at what is there, and say with terraform untaint that it is whole",
  destroy: "put it back, or let go of it with a removed block, which destroys nothing",
} as const;

/** What a plan would destroy or replace of all that holds data: one problem a resource. */
export function losses(stack: string, { changes }: Pick<StackPlan, "changes">): readonly Problem[] {
  return changes.flatMap((change) => {
    const { address, type, action } = change;
    if (!(type in dataHolders) || (action !== "replace" && action !== "destroy")) return [];
    const isTainted = change.reason === "replace_because_tainted";
    const advice = cure[isTainted ? "tainted" : action];
    const fate = action === "replace" ? "replaced" : "destroyed";
    return [{ path: `${stack}/${address}`, message: `holds data and would be ${fate}, ${why(change)}; ${advice}` }];
  });
}
