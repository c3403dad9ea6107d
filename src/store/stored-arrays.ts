/** What the parts of a finished store hold, without the data of its study: for whoever has its result. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { storedArray } from "../exchange/read-npy.js";
import { arrayFile, type PartContents, type ReplicaShape, readPart } from "./part-files.js";
import { studyParts } from "./parts.js";
import { segmentsNamed } from "./receipts.js";
import { partFolder, storedManifest } from "./store.js";

/**
 * The parts of a folder in their order, each proved by its digest; null where the folder is no finished store of that
 * result.
 * @param fingerprint of the result
 * @throws DamagedPart, as they are read
 */
export async function partsOfResult(folder: string, fingerprint: string): Promise<AsyncGenerator<PartContents> | null> {
  const manifest = await storedManifest(folder).catch(() => null);
  if (manifest === null || manifest.fingerprint !== fingerprint) return null;
  const { identity, recorded, replicas, partSize, parts } = manifest;
  if (!(Array.isArray(parts) && partSize >= 1 && parts.length === Math.ceil(replicas / partSize))) return null;
  return contents();

  async function* contents() {
    let shape: ReplicaShape | undefined;
    for (const part of studyParts(replicas, partSize)) {
      const place = partFolder(folder, part);
      shape ??= await shapeIn(place, segmentsNamed(recorded) > 0);
      yield await readPart(place, identity, part, shape);
    }
  }
}

/** The shape that the files of a part state. */
async function shapeIn(place: string, hasSegments: boolean): Promise<ReplicaShape> {
  const sizes = async (name: "parameters" | "predictions" | "segments") => {
    const path = join(place, arrayFile(name));
    return storedArray(await readFile(path), path, 4).shape;
  };
  const [[, parameters = 0], [, examples = 0, columns = 0]] = [await sizes("parameters"), await sizes("predictions")];
  const [, segments = 0, states = 0] = hasSegments ? await sizes("segments") : [];
  return { parameters, examples, columns, segments, state: states * parameters };
}
