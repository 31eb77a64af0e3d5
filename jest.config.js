/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // SWC strips types only; `npm run types` is the type check.
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out"],
  // Every worker loads the provider bindings once: two workers fit two cores and 1 GB.
  maxWorkers: 2,
  // A disk or a machine that is busy with other work must not decide: what hangs is ended all the same.
  testTimeout: 60_000,
  reporters: ["default", "<rootDir>/scripts/closing-line.cjs"],
};
