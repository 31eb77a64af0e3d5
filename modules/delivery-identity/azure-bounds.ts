const type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

/** One thing that an identity trusts. */
export interface Credential {
  readonly identity: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
}

const equals = (field: string, value: string) => ({ field, equals: value });

/** The rule of a policy: an identity trusts what is listed here, and no change by whomever makes it trust anything else. */
export function trustRule(credentials: readonly Credential[]): string {
  return JSON.stringify({
    if: {
      allOf: [
        equals("type", type),
        {
          not: {
            anyOf: credentials.map(({ identity, name, issuer, subject }) => ({
              allOf: [
                equals("fullName", `${identity}/${name}`),
                equals(`${type}/issuer`, issuer),
                equals(`${type}/subject`, subject),
              ],
            })),
          },
        },
      ],
    },
    then: { effect: "deny" },
  });
}
