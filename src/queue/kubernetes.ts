/**
 * Kubernetes: an Indexed Job whose pods share a volume, and the study beside it, so that nothing of this machine is
 * needed there. The pod that finds all parts in the volume writes the result.
 */
import { join, posix } from "node:path";
import { stringify } from "yaml";
import { version } from "../../package.json";
import { documentText } from "../store/document.js";
import { STUDY } from "../store/store.js";
import { shown, wrongValue } from "../study/errors.js";
import { commonWords, dataWords, type JobFiles, submittedFolder, type WorkPlan } from "./plan.js";

export const KUBERNETES = "kubernetes.yaml";

/** Where the pods have what they need. */
export interface Cluster {
  /** The image of the containers; without one, Node's, into which npm installs this version. */
  image?: string;
  /** The claim of the volume that the pods share. */
  claim: string;
}

/** Bytes of a study that a ConfigMap takes: 1 MiB with all else. */
const MOST_STUDY = 1_000_000;
/** Where the volume and the study are in a pod. */
const VOLUME = "/store";
const STUDY_FOLDER = "/study";

export function kubernetesFiles(plan: WorkPlan, { image, claim }: Cluster): JobFiles {
  const { store, tasks, workers, parts } = plan;
  const { study } = store.prepared;
  const text = documentText(study);
  if (Buffer.byteLength(text) > MOST_STUDY)
    throw wrongValue(
      "study",
      `at most ${MOST_STUDY} bytes of JSON, which a ConfigMap can carry`,
      `${Buffer.byteLength(text)}`,
      "Name its data by a file in the volume.",
    );
  const name = `doppelgrad-${store.owner.identity.slice(0, 12)}`;
  const size = String(store.parts[0]!.end - store.parts[0]!.first);
  const command = [
    ...(image === undefined ? ["npx", "--yes", `doppelgrad@${version}`] : ["doppelgrad"]),
    ...["run", posix.join(STUDY_FOLDER, STUDY), ...dataWords(study.data), "--out", posix.join(VOLUME, name)],
    ...["--part-size", size, "--shard", `auto/${tasks}`, ...commonWords(workers, parts)],
  ];
  const labels = { "app.kubernetes.io/name": "doppelgrad", "app.kubernetes.io/instance": name };
  const metadata = { name, labels };
  const container = {
    name: "train",
    image: image ?? "node:20-slim",
    workingDir: VOLUME,
    command,
    resources: { requests: { cpu: String(Math.max(1, workers)) } },
    volumeMounts: [
      { name: "store", mountPath: VOLUME },
      { name: "study", mountPath: STUDY_FOLDER, readOnly: true },
    ],
  };
  const volumes = [
    { name: "store", persistentVolumeClaim: { claimName: claim } },
    { name: "study", configMap: { name } },
  ];
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata,
    spec: {
      completions: tasks,
      parallelism: tasks,
      completionMode: "Indexed",
      // Of all pods together: each may be lost some times.
      backoffLimit: 6 * tasks,
      template: { metadata: { labels }, spec: { restartPolicy: "OnFailure", containers: [container], volumes } },
    },
  };
  const config = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [STUDY]: text } };
  return {
    files: { [KUBERNETES]: [config, job].map((each) => stringify(each, { lineWidth: 0 })).join("---\n") },
    start: ["kubectl", "apply", "--filename", join(submittedFolder(plan), KUBERNETES)],
  };
}

/** Of a claim, as Kubernetes takes it: a DNS subdomain. */
export function checkClaim(claim: string, path: string): void {
  const isName = claim.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(claim);
  if (!isName) throw wrongValue(path, "the name of a PersistentVolumeClaim", shown(claim));
}
