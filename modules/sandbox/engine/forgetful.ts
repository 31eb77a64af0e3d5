import type { Value } from "../protocol/values";
import { appliedBody } from "./apply";
import { plannedBody } from "./plan";
import type { Question, World } from "./world";

const invented = ({ type, schema }: Question, config: Value) =>
  appliedBody(type, schema, plannedBody(schema, { config, prior: null, proposed: config }));

/** A world that remembers nothing: what Terraform's state says is so, and what only a cloud could know is invented. */
export const forgetful: World = {
  configure: () => undefined,
  read: (_, state) => Promise.resolve(state),
  create: ({ type, schema }, planned) => Promise.resolve(appliedBody(type, schema, planned)),
  update: ({ type, schema }, planned) => Promise.resolve(appliedBody(type, schema, planned)),
  remove: () => Promise.resolve(),
  find: () => Promise.resolve(null),
  lookUp: (question, config) => Promise.resolve(invented(question, config)),
  open: (question, config) => Promise.resolve(invented(question, config)),
};
