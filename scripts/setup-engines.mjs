/**
 * Installs what the tests can use beyond Node, from the packages of Debian or Ubuntu: engines, the Python libraries that
 * others train with, and what deals work to machines. Needs root; `npm test` runs without them. `npm run setup:engines -- all` adds what only `npm
 * run prove:engines` uses: emulators.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const servers = "/usr/lib/postgresql";
/** The versions of PostgreSQL whose server is there. */
const postgres = existsSync(servers)
  ? readdirSync(servers).filter((version) => existsSync(join(servers, version, "bin/initdb")))
  : [];

/** Debian package -> whether the tests find what they look for. */
const engines = {
  chromium: () => onPath("chromium"),
  "firefox-esr": () => onPath("firefox-esr"),
  "libwebkit2gtk-4.1-0": () => existsSync("/usr/share/doc/libwebkit2gtk-4.1-0"),
  xauth: () => onPath("xauth"),
  xvfb: () => onPath("xvfb-run"),
  zsh: () => onPath("zsh"),
  fish: () => onPath("fish"),
  gjs: () => onPath("gjs"),
  "libjavascriptcoregtk-4.0-bin": () => onPath("jsc"),
  wabt: () => onPath("spectest-interp"),
  "g++": () => onPath("g++"),
  // What shares a study among machines: 60 MB on the disk.
  munge: () => onPath("munged"),
  parallel: () => onPath("parallel"),
  postgresql: () => postgres.length > 0,
  "redis-server": () => onPath("redis-server"),
  "slurm-client": () => onPath("sbatch"),
  slurmctld: () => onPath("slurmctld"),
  slurmd: () => onPath("slurmd"),
};
// About 190 MB to download and 980 MB on the disk, 40 seconds; two thirds of them are PyTorch.
for (const [name, folder] of Object.entries({
  "python3-numpy": "numpy",
  "python3-scipy": "scipy",
  "python3-pandas": "pandas",
  "python3-sklearn": "sklearn",
  "python3-torch": "torch",
})) {
  engines[name] = () => existsSync(`/usr/lib/python3/dist-packages/${folder}`);
}

/** The libraries that an emulated Node needs: Debian's name of the architecture -> the folder of its libraries. */
const emulated = {
  arm64: "aarch64-linux-gnu",
  armhf: "arm-linux-gnueabihf",
  ppc64el: "powerpc64le-linux-gnu",
  s390x: "s390x-linux-gnu",
};

if (process.argv[2] === "all") {
  Object.assign(engines, {
    "qemu-user-static": () => onPath("qemu-s390x-static"),
  });
  for (const [architecture, folder] of Object.entries(emulated)) {
    for (const [library, file] of Object.entries({
      libc6: "libc.so.6",
      "libstdc++6": "libstdc++.so.6",
      libatomic1: "libatomic.so.1",
    })) {
      engines[`${library}-${architecture}-cross`] = () => existsSync(`/usr/${folder}/lib/${file}`);
    }
  }
}

function onPath(program) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.some((folder) => {
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

// Of npm: Jest with jsdom, what reads exported models, and what builds the documentation site (about 140 MB to download,
// 510 MB on the disk, 10 seconds). Few who build this need them.
for (const folder of ["tests/jest", "tests/peers", "site"]) {
  const install = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
  if (spawnSync("npm", install, { stdio: ["ignore", "inherit", "inherit"] }).status !== 0) {
    console.error(`engines: npm ci in ${folder} failed.`);
    process.exitCode = 1;
  }
}

const missing = Object.keys(engines).filter((name) => !engines[name]());
if (missing.length === 0) {
  console.log(`engines: ${Object.keys(engines).join(", ")} are installed.`);
} else if (!onPath("apt-get") || process.getuid?.() !== 0) {
  console.error(`engines: install ${missing.join(", ")} yourself; this script needs apt-get and root.`);
  process.exitCode = 1;
} else {
  aptGet("update");
  aptGet("install", "--yes", "--no-install-recommends", ...missing);
}
