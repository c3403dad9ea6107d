#!/usr/bin/env node
/**
 * The program that `doppelgrad` starts.
 */
import { execute } from "./execute.js";
import { interrupted, listenToSignals } from "./interrupt.js";
import { survivePipes } from "./output.js";

survivePipes();
listenToSignals();
process.exitCode = await execute(process.argv.slice(2));
// What was interrupted may have left a pipe that nobody reads, or a worker in the middle of a step.
if (interrupted.aborted) process.exit();
