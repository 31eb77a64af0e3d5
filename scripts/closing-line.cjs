/**
 * A jest reporter: the run's result as one plain line, `N passed, N failed`, after jest's own summary. A test file that
 * could not run at all counts as a failure.
 */
module.exports = class ClosingLine {
  constructor() {
    process.once("exit", () => {
      if (this.line !== undefined) process.stdout.write(`${this.line}\n`);
    });
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    this.line = `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
  }
};
