/**
 * Kubernetes: an Indexed Job whose pods share a volume, and what they read beside it, so that nothing of this machine is
 * needed there. The pod that finds all in the volume writes the result.
 */
import { basename, join, posix } from "node:path";
import { stringify } from "yaml";
import { version } from "../../package.json";
import { shown, wrongValue } from "../study/errors.js";
import { type JobFiles, submittedFolder, type WorkPlan } from "./plan.js";

export const KUBERNETES = "kubernetes.yaml";

/** Where the pods have what they need. */
export interface Cluster {
  /** The image of the containers; without one, Node's, into which npm installs this version. */
  image?: string;
  /** The claim of the volume that the pods share. */
  claim: string;
}

/** Bytes that a ConfigMap takes: 1 MiB with all else. */
const MOST = 1_000_000;
/** Where the volume and the document are in a pod. */
const VOLUME = "/store";
const DOCUMENTS = "/study";

export function kubernetesFiles(plan: WorkPlan, { image, claim }: Cluster): JobFiles {
  const { identity, tasks, workers, document, words } = plan;
  const bytes = Buffer.byteLength(document?.text ?? "");
  if (bytes > MOST)
    throw wrongValue(
      "study",
      `at most ${MOST} bytes of JSON, which a ConfigMap can carry`,
      `${bytes}`,
      "Name its data by a file in the volume.",
    );
  const name = `doppelgrad-${identity.slice(0, 12)}`;
  const file = basename(document?.path ?? "");
  const command = [
    ...(image === undefined ? ["npx", "--yes", `doppelgrad@${version}`] : ["doppelgrad"]),
    ...words({ folder: posix.join(VOLUME, name), document: posix.join(DOCUMENTS, file), isNew: true }),
    ...["--shard", `auto/${tasks}`],
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
      ...(document ? [{ name: "study", mountPath: DOCUMENTS, readOnly: true }] : []),
    ],
  };
  const volumes = [
    { name: "store", persistentVolumeClaim: { claimName: claim } },
    ...(document ? [{ name: "study", configMap: { name } }] : []),
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
  const config = document && { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [file]: document.text } };
  return {
    files: {
      [KUBERNETES]: [...(config ? [config] : []), job].map((each) => stringify(each, { lineWidth: 0 })).join("---\n"),
    },
    start: ["kubectl", "apply", "--filename", join(submittedFolder(plan), KUBERNETES)],
  };
}

/** Of a claim, as Kubernetes takes it: a DNS subdomain. */
export function checkClaim(claim: string, path: string): void {
  const isName = claim.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(claim);
  if (!isName) throw wrongValue(path, "the name of a PersistentVolumeClaim", shown(claim));
}
