#!/usr/bin/env node
"use strict";
const { join } = require("node:path");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  process.stderr.write(
    `error: node ${process.versions.node} is too old; install Node 20.9 or newer and run it again\n`,
  );
  process.exit(2);
}

// tsx would otherwise take the tsconfig.json of whatever folder the command is called in.
process.env.TSX_TSCONFIG_PATH ??= join(__dirname, "../tsconfig.json");
require("tsx/cjs");
require("../modules/cli/main.ts");
