/**
 * Installs what `doppelgrad bench peers` compares with: the JavaScript libraries of bench/peers/package.json, and
 * Debian's packages of the others. What cannot be had is said, and the bench then lists it as not run.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../bench/peers", import.meta.url));

/**
 * Debian package -> whether it is there. NumPy and scikit-learn want OpenBLAS: Debian's plain BLAS is many times
 * slower.
 */
const packages = {
  "g++": () => runs("g++", ["--version"]),
  "libopenblas0-pthread": () => existsSync("/usr/share/doc/libopenblas0-pthread"),
  "python3-numpy": () => imports("numpy"),
  "python3-sklearn": () => imports("sklearn"),
  "python3-torch": () => imports("torch"),
};

function runs(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

function imports(name) {
  return runs("/usr/bin/python3", ["-c", `import ${name}`]);
}

/** Whether a command that is shown ended well. */
function done(program, args, options = {}) {
  return spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"], ...options }).status === 0;
}

function complain(message) {
  console.error(`peers: ${message}`);
  process.exitCode = 1;
}

if (!done("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder }))
  complain("npm ci in bench/peers failed.");

const missing = Object.keys(packages).filter((name) => !packages[name]());
if (missing.length > 0) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (!runs("apt-get", ["--version"]) || process.getuid?.() !== 0) {
    complain(`install ${missing.join(", ")} yourself; this script needs apt-get and root.`);
  } else {
    done("apt-get", ["update"], { env });
    // One after the other, so that one that cannot be had does not keep the others away.
    for (const name of missing) {
      if (!done("apt-get", ["install", "--yes", "--no-install-recommends", name], { env }))
        complain(`${name} cannot be installed.`);
    }
  }
}
