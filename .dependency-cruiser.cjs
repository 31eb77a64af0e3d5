/** What belongs to each cloud: files and folders that bear its name, and the provider binding. */
const clouds = {
  aws: "@cdktf/provider-aws",
  gcp: "@cdktf/provider-google",
  azure: "@cdktf/provider-azurerm",
};

const filesOf = (cloud) => `^modules/.+/${cloud}[-./]`;
const everythingOf = (cloud) => [filesOf(cloud), `^node_modules/${clouds[cloud]}/`];

const contracts = "^modules/.+/(?:contract|promises|promises-[^/]+)[.]ts$";

/** A cloud's files reach no other cloud's, not even through what they import. */
const cloudsApart = Object.keys(clouds).map((cloud) => ({
  name: `${cloud}-reaches-no-other-cloud`,
  comment: "equivalents stand side by side and know nothing of each other; share what they share through core",
  severity: "error",
  from: { path: filesOf(cloud) },
  to: {
    path: Object.keys(clouds)
      .filter((other) => other !== cloud)
      .flatMap(everythingOf),
    reachable: true,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...cloudsApart,
    {
      name: "contracts-reach-no-cloud",
      comment: "a contract speaks the user's words, and a promise tells of every cloud at once, as data",
      severity: "error",
      from: { path: contracts },
      to: { path: Object.keys(clouds).flatMap(everythingOf), reachable: true },
    },
    {
      name: "contracts-import-no-binding",
      comment: "what a contract says must hold whatever provider keeps it",
      severity: "error",
      from: { path: contracts },
      to: { path: "^node_modules/@cdktf/provider-" },
    },
    {
      name: "environments-are-data",
      comment: "an environment is typed data: it imports other environments and core, and builds nothing",
      severity: "error",
      from: { path: "^environments/" },
      to: { pathNot: "^(?:environments|modules/core)/" },
    },
    {
      name: "core-stands-alone",
      comment: "every module stands on core, so core stands on none of them",
      severity: "error",
      from: { path: "^modules/core/" },
      to: { path: "^(?:environments/|main[.]ts$|modules/(?!core/))" },
    },
    {
      name: "capabilities-build-no-stacks",
      comment: "stacks put capabilities together; a capability can be used without them, in another project",
      severity: "error",
      from: { path: "^modules/(?!(?:stacks|cli|deploy|recovery|review|sandbox)/)" },
      to: { path: "^modules/stacks/" },
    },
    {
      name: "nothing-imports-the-command-line",
      comment: "the command line calls the library, never the other way",
      severity: "error",
      from: { pathNot: "^(?:modules/cli|bin|test)/" },
      to: { path: "^modules/cli/" },
    },
    {
      name: "nothing-imports-tests",
      comment: "what a test needs and the library too belongs to the library; scripts may write what a test compares",
      severity: "error",
      from: { pathNot: "^(?:test|scripts)/" },
      to: { path: "^test/" },
    },
    {
      name: "no-provider-barrel",
      comment: "a binding's index loads every resource type, seconds and hundreds of MB: import lib/<thing>",
      severity: "error",
      from: {},
      to: { path: "^node_modules/@cdktf/provider-[^/]+/(?!lib/[^/]+/)" },
    },
    {
      name: "no-circles",
      comment: "modules that need each other are one module, or share a third",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "this module imports nothing and nothing imports it: use it or delete it",
      severity: "error",
      // Not what a tool loads by its name: configuration, a jest reporter.
      from: { orphan: true, pathNot: "^(?:[^/]+[.]config[.]js|[.][^/]+[.]cjs|scripts/[^/]+[.]cjs)$" },
      to: {},
    },
    {
      name: "shipped-code-runs-on-dependencies",
      comment: "what runs outside tests is in package.json under dependencies, not devDependencies",
      severity: "error",
      from: { path: "^(?:main[.]ts$|(?:bin|modules|environments)/)" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "imports-resolve",
      comment: "this import leads nowhere",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "^node_modules/" },
    exclude: { path: "^(?:cdktf[.]out|coverage)/" },
    // Imports of types count: a contract that names a cloud's type knows that cloud.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "types", "default"] },
  },
};
