// What runs Terraform, PostgreSQL or a sandbox, or reviews and drills what they did: minutes, where all else takes seconds.
const withBinaries = [
  "test/(deploy|pipelines|record|recovery|review|sandbox)/",
  "test/cli/(approve|comment|delivery|deploy|recover|review|rotate|sandbox|sandbox-exec|switch-cloud|verify)",
];

/** @type {import("jest").Config} */
const common = {
  // SWC strips types only; `npm run types` is the type check.
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out"],
};

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: "foundation",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: withBinaries,
    },
    { ...common, displayName: "with binaries", testRegex: withBinaries.map((path) => `${path}.*[.]test[.]ts$`) },
  ],
  // Every worker loads the provider bindings once: two workers fit two cores and 1 GB.
  maxWorkers: 2,
  // A disk or a machine that is busy with other work must not decide: what hangs is ended all the same.
  testTimeout: 60_000,
  reporters: ["default", "<rootDir>/scripts/closing-line.cjs"],
};
