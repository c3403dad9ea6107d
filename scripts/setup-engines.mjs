/** Installs the engines that the tests can use, from the packages of Debian or Ubuntu. Needs root; `npm test` runs without them. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian package -> the program that the tests look for. */
const engines = { chromium: "chromium" };

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (spawnSync("apt-get", args, { stdio: ["ignore", "inherit", "inherit"], env }).status !== 0) {
    throw new Error(`apt-get ${args.join(" ")} failed.`);
  }
}

const missing = Object.keys(engines).filter((name) => !onPath(engines[name]));
if (missing.length === 0) {
  console.log(`engines: ${Object.values(engines).join(", ")} are installed.`);
} else if (!onPath("apt-get") || process.getuid?.() !== 0) {
  console.error(`engines: install ${missing.join(", ")} yourself; this script needs apt-get and root.`);
  process.exitCode = 1;
} else {
  aptGet("update");
  aptGet("install", "--yes", "--no-install-recommends", ...missing);
}
