/** A stack that is never the same twice: what is there, and how it is tagged, follows from the round. */
export function crashStack(round: number): object {
  const tags = { round: String(round) };
  const numbers = [0, 1, 2, 3, 4, 5].filter((number) => (round >> number) % 2 === 0);
  const those = (chosen: readonly number[], body: (number: number) => object) =>
    Object.fromEntries(chosen.map((number) => [`n${number}`, body(number)]));
  const each = (body: (number: number) => object) => those(numbers, body);
  const resources = {
    // With names of their own, and without: an id alone tells two of these apart.
    aws_sns_topic: each((number) => ({ name: `crash-${number}`, tags })),
    aws_kms_key: each((number) => ({ description: `crash ${number}`, tags })),
    // Few: an account has five in a region, those that wait to be taken up or deleted among them.
    aws_eip: those(
      numbers.filter((number) => number < 2),
      () => ({ domain: "vpc", tags }),
    ),
    google_service_account: each((number) => ({ account_id: `crash-${number}`, display_name: `round ${round}` })),
    azurerm_resource_group: each((number) => ({ name: `crash-${number}`, location: "eastus2", tags })),
  };
  const chosen = Object.entries(resources).filter(([, named]) => Object.keys(named).length > 0);
  return {
    terraform: { backend: { s3: { bucket: "crash-state", key: "crash-aws-state.tfstate", region: "us-east-1" } } },
    provider: {
      aws: { region: "us-east-1", allowed_account_ids: ["111122223333"] },
      google: { project: "crash", region: "us-central1" },
      azurerm: { features: [{}], subscription_id: "11111111-2222-4333-8444-000000000009" },
    },
    // In one round of 64 there is nothing left, and Terraform takes no empty list of resources for that.
    ...(chosen.length > 0 && { resource: Object.fromEntries(chosen) }),
  };
}
