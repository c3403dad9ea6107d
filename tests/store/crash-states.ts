/**
 * What a disk may hold after the process was killed, or the power failed, at any operation on a folder.
 *
 * A process that is killed leaves what it has written. Of a machine that goes down only that is sure which was synced:
 * the bytes of a file, by its own sync; the names in a folder, by that of the folder. Of all else any part may be there:
 * a name without its bytes, the old name, both, none.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { integersOf } from "../fuzz/seeded.js";
import { type Operation, watchFiles } from "./file-faults.mjs";

/** Files with their bytes, and folders, by their paths. */
type Tree = Record<string, Buffer | "folder">;

export interface CrashState {
  /** "killed before rename s/parts/0-1" */
  when: string;
  /** Whether the work was done. */
  isDone: boolean;
  tree: Tree;
}

interface FileNode {
  /** Its bytes when it was synced last. */
  synced: Buffer | null;
}
interface FolderNode {
  names: Map<string, FileNode | FolderNode>;
  synced: Map<string, FileNode | FolderNode>;
}

const isFolder = (node: FileNode | FolderNode): node is FolderNode => "names" in node;
const newFolder = (): FolderNode => ({ names: new Map(), synced: new Map() });

/** Which names of a folder and which bytes of a file survive. */
interface Survival {
  names(folder: FolderNode): Iterable<[string, FileNode | FolderNode]>;
  bytes(file: FileNode, written: Buffer | null): Buffer;
}

const NONE = Buffer.alloc(0);

/** What was synced, and no more. */
const STRICT: Survival = { names: (folder) => folder.synced, bytes: ({ synced }) => synced ?? NONE };

/** Every name, and of the bytes what was synced: else none, or zeros. */
const named = (zeros: boolean): Survival => ({
  names: (folder) => folder.names,
  bytes: ({ synced }, written) => synced ?? Buffer.alloc(zeros ? (written?.length ?? 0) : 0),
});

/** Any of both. */
function mixed(number: number): Survival {
  const below = integersOf(number);
  return {
    names({ names, synced }) {
      const all = [...new Set([...names.keys(), ...synced.keys()])];
      return all.flatMap((name) => {
        const node = (below(2) ? names : synced).get(name);
        return node ? [[name, node] as [string, FileNode | FolderNode]] : [];
      });
    },
    bytes: ({ synced }, written) => synced ?? written?.subarray(0, below(written.length + 1)) ?? NONE,
  };
}

/** Every state in which a crash may leave a folder while some work is done in it, and behind it, each once. */
export async function crashStates(above: string, work: () => Promise<unknown>): Promise<CrashState[]> {
  const states = new Map<string, CrashState>();
  const root = fromDisk(above);
  let count = 0;
  let isDone = false;

  const at = (path: string): FolderNode | FileNode | undefined => {
    let node: FolderNode | FileNode | undefined = root;
    for (const name of relative(above, path).split(sep).filter(Boolean))
      node = node && isFolder(node) ? node.names.get(name) : undefined;
    return node;
  };
  const folderAt = (path: string) => at(path) as FolderNode;
  const nameOf = (path: string) => path.slice(path.lastIndexOf(sep) + 1);

  const keep = (when: string, tree: Tree) => {
    const files = Object.entries(tree).map(([path, node]) => [path, node.toString("base64")]);
    const key = JSON.stringify([isDone, files.sort()]);
    if (!states.has(key)) states.set(key, { when, isDone, tree });
  };
  const look = (when: string) => {
    const written = treeOf(above);
    keep(`killed ${when}`, written);
    for (const survival of [STRICT, named(false), named(true), mixed(2 * count), mixed(2 * count + 1)])
      keep(`power lost ${when}`, survivors(root, survival, pathsOf(root, written)));
    count++;
  };

  const done: Record<string, (operation: Operation) => void> = {
    mkdir({ path }) {
      if (path !== above && !at(dirname(path))) done.mkdir!({ path: dirname(path) } as Operation);
      if (!at(path)) folderAt(dirname(path)).names.set(nameOf(path), newFolder());
    },
    open({ path, isChange }) {
      if (isChange && !at(path)) folderAt(dirname(path)).names.set(nameOf(path), { synced: null });
    },
    writeFile({ path }) {
      if (!at(path)) folderAt(dirname(path)).names.set(nameOf(path), { synced: null });
    },
    sync({ path }) {
      const node = at(path)!;
      if (isFolder(node)) node.synced = new Map(node.names);
      else node.synced = readFileSync(path);
    },
    rename({ path, to }) {
      const node = at(path)!;
      folderAt(dirname(path)).names.delete(nameOf(path));
      folderAt(dirname(to!)).names.set(nameOf(to!), node);
    },
    rm: ({ path }) => folderAt(dirname(path))?.names.delete(nameOf(path)),
    rmdir: ({ path }) => folderAt(dirname(path))?.names.delete(nameOf(path)),
  };

  const end = watchFiles(above, {
    before({ name, path, isChange, args }) {
      if (!isChange) return undefined;
      const when = `before ${name} ${relative(above, path)}`;
      look(when);
      if (name === "writeFile") {
        const bytes = Buffer.from(args.find((arg) => arg !== path) as string);
        keep(`killed amid ${when}`, {
          ...treeOf(above),
          [relative(above, path)]: bytes.subarray(0, bytes.length >> 1),
        });
      }
      return undefined;
    },
    after: (operation) => done[operation.name]?.(operation),
  });
  try {
    await work();
  } finally {
    end();
  }
  isDone = true;
  look("behind the end");
  return [...states.values()];
}

function fromDisk(path: string): FolderNode {
  const folder = newFolder();
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    folder.names.set(entry.name, entry.isDirectory() ? fromDisk(inside) : { synced: readFileSync(inside) });
  }
  folder.synced = new Map(folder.names);
  return folder;
}

/** What is on the disk. Another part that is written at the same time may be renamed meanwhile: then once more. */
function treeOf(folder: string): Tree {
  for (;;) {
    try {
      return treeIn(folder, "");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

function treeIn(folder: string, path: string): Tree {
  return Object.fromEntries(
    readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry): [string, Buffer | "folder"][] => {
      const inside = join(path, entry.name);
      if (!entry.isDirectory()) return [[inside, readFileSync(join(folder, inside))]];
      return [[inside, "folder"], ...Object.entries(treeIn(folder, inside))];
    }),
  );
}

/** What each file has by now. */
function pathsOf(folder: FolderNode, written: Tree, path = ""): Map<FileNode, Buffer> {
  const all = new Map<FileNode, Buffer>();
  for (const [name, node] of folder.names) {
    const inside = join(path, name);
    if (isFolder(node)) for (const [file, bytes] of pathsOf(node, written, inside)) all.set(file, bytes);
    else if (written[inside] instanceof Buffer) all.set(node, written[inside]);
  }
  return all;
}

function survivors(folder: FolderNode, survival: Survival, written: Map<FileNode, Buffer>, path = ""): Tree {
  const tree: Tree = {};
  for (const [name, node] of survival.names(folder)) {
    const inside = join(path, name);
    if (isFolder(node)) Object.assign(tree, { [inside]: "folder" }, survivors(node, survival, written, inside));
    else tree[inside] = survival.bytes(node, written.get(node) ?? null);
  }
  return tree;
}

/** Writes a state into a folder. */
export function restore({ tree }: CrashState, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, node] of Object.entries(tree)) {
    if (node === "folder") mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), node);
  }
}
