import type { Rule } from "../contract";
import { writtenSecrets } from "../written-secrets";
import { finding } from "./finding";

const kept =
  "holds what looks like a secret in plain text, which plan and state keep; make it ephemeral, and revoke it";

/** No secret is in a stack, a plan or a state. */
export const secret: Rule = {
  id: "secret",
  promise: "no secret stands in a stack, in its plan or in its state",
  examine: (subject) => {
    const written = subject.head === undefined ? [] : writtenSecrets(subject.head);
    const planned = (subject.plan?.secrets ?? []).filter(
      (place) => !written.some(({ address, attribute }) => place === `${address}.${attribute}`),
    );
    return [
      ...written.map(({ address, attribute, message }) =>
        finding(secret, subject, { weight: "blocks", address, attribute, message }),
      ),
      ...planned.map((place) => finding(secret, subject, { weight: "blocks", ...split(place), message: kept })),
    ];
  },
};

/** `aws_vpc.main["a.b"].tags.x` as the address before the attribute. A module's resource has a longer address. */
function split(place: string): { readonly address: string; readonly attribute: string } {
  const [address = place] =
    /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*(?:data\.)?[^.]+\.[^.[]+(?:\[(?:"[^"]*"|\d+)\])?/.exec(place) ?? [];
  return { address, attribute: place.slice(address.length + 1) };
}
