import "../core/fast-loading";
import { AnnotationMetadataEntryType, App, type StackAnnotation, TerraformStack } from "cdktf";
import { StackSynthesizer } from "cdktf/lib/synthesize/synthesizer";
import { installFastSynthesis } from "../core/fast-synthesis";
import type { Environment } from "../core/parse";
import { InvalidInput, type Problem } from "../core/problems";
import { stacks } from ".";
import type { Cleared } from "./outdated";
import { publish, type PublishOptions } from "./publish";

/** What came of a synthesis beside the files. */
export interface Synthesized extends Cleared {
  readonly warnings: readonly Problem[];
}

const problem = ({ constructPath, message }: StackAnnotation): Problem => ({ path: constructPath, message });

function build(environments: readonly Environment[], outdir: string): readonly Problem[] {
  installFastSynthesis();
  const app = new App({ outdir });
  for (const environment of environments) stacks(app, environment);
  // By default the first stack with an error ends the synthesis, and nobody hears of the other stacks' errors.
  for (const stack of app.node.findAll())
    if (TerraformStack.isStack(stack)) stack.synthesizer = new StackSynthesizer(stack, true, app.hclOutput);
  app.synth();
  const annotations = Object.values(app.manifest.stacks).flatMap((stack) => stack.annotations);
  const ofLevel = (level: AnnotationMetadataEntryType) =>
    annotations.filter((annotation) => annotation.level === level).map(problem);
  const errors = ofLevel(AnnotationMetadataEntryType.ERROR);
  if (errors.length > 0) throw new InvalidInput(errors);
  return ofLevel(AnnotationMetadataEntryType.WARN);
}

/**
 * Writes the Terraform configuration of every stack of the environments, all of it or nothing: what cdktf and the
 * command line both call. The layout is cdktf's: `manifest.json` and `stacks/<stack>/cdk.tf.json`.
 * @param outdir - may hold an earlier synthesis, and what Terraform and people have put beside its stacks
 * @throws InvalidInput with every error annotation of every stack, or when `outdir` cannot be written
 */
export function synthesize(
  environments: readonly Environment[],
  outdir: string,
  options: PublishOptions = {},
): Synthesized {
  const { result: warnings, removed, left } = publish(outdir, (folder) => build(environments, folder), options);
  return { warnings, removed, left };
}
