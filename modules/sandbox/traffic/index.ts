import type { Cloud } from "../../core/cloud";
import type { View } from "../store/contract";
import { resolveAws } from "./aws";
import { resolveAzure } from "./azure";
import type { Candidate, NameQuestion } from "./contract";
import { resolveGcp } from "./gcp";

/** Where the name of a group leads now; undefined when there is no such name. */
export function resolveName(cloud: Cloud, view: View, question: NameQuestion): Candidate | undefined {
  switch (cloud) {
    case "aws":
      return resolveAws(view, question);
    case "gcp":
      return resolveGcp(view, question);
    case "azure":
      return resolveAzure(view, question);
  }
}
