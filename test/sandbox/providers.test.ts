import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { forgetful } from "../../modules/sandbox/engine/forgetful";
import { provider } from "../../modules/sandbox/engine/provider";
import { completeState } from "../../modules/sandbox/engine/state";
import { startProviders } from "../../modules/sandbox/providers";
import { toWire } from "../../modules/sandbox/protocol/values";
import { sandboxFormat } from "../../modules/sandbox/runtime";
import { sandboxEnvironment } from "../../modules/sandbox/server/environment";
import { provider as schemasOf, providerNames } from "../../modules/schema/load";

const folder = mkdtempSync(join(tmpdir(), "understudy-providers-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What of the plugin framework this project uses (provider sources, `fwresource` and `framework`); all else is SDK 2. */
const ofFramework = [
  "aws_eks_pod_identity_association",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_vpc_security_group_ingress_rule",
  "helm_release",
  "random_password",
];

describe("answers as a provider's SDK has them", () => {
  test.each(providerNames)(
    "%s claims the tolerance for SDK 2 for types of SDK 2 alone, when it plans and when it applies",
    async (name) => {
      const answers = provider(name, forgetful);
      for (const [type_name, schema] of Object.entries(schemasOf(name)?.resource ?? {})) {
        const [nothing, body] = [toWire(null), toWire(completeState(schema, {}))];
        const request = { type_name, config: body, prior_state: nothing };
        const planned = await answers.PlanResourceChange({ ...request, proposed_new_state: body }, "test");
        const plan = planned.planned_state ?? body;
        const applied = await answers.ApplyResourceChange({ ...request, planned_state: plan }, "test");
        const isLegacy = !ofFramework.includes(type_name);
        expect({ type_name, plan: planned.legacy_type_system, apply: applied.legacy_type_system }).toEqual({
          type_name,
          plan: isLegacy,
          apply: isLegacy,
        });
      }
    },
  );
});

test("Terraform and OpenTofu are led to the same providers, each under its own registry's names", async () => {
  const { reattach, stop } = await startProviders();
  try {
    const runtime = {
      format: sandboxFormat,
      pid: 1,
      address: "http://127.0.0.1:9",
      token: "",
      reattach,
      startedAt: "",
    } as const;
    const { TF_REATTACH_PROVIDERS: told = "" } = sandboxEnvironment(runtime, folder);
    const entries = z.record(z.string(), z.unknown()).parse(JSON.parse(told));
    for (const name of providerNames) {
      const terraform = entries[`registry.terraform.io/hashicorp/${name}`];
      expect(terraform).toMatchObject({
        ProtocolVersion: 6,
        Addr: { String: expect.stringMatching(/^127\.0\.0\.1:/) },
      });
      expect(entries[`registry.opentofu.org/hashicorp/${name}`]).toEqual(terraform);
    }
    expect(Object.keys(entries)).toHaveLength(2 * providerNames.length);
  } finally {
    stop();
  }
});
