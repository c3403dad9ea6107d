/**
 * doppelgrad: trains many replicas of a small neural network, bit for bit the same everywhere, and measures how
 * differently they predict.
 *
 *     import { run } from "doppelgrad";
 *     const result = await run({ data: "vee", hidden: [8], replicas: 16, vary: ["init", "shuffle"] });
 *     console.log(result.measures.predictionDifference.value, result.fingerprint);
 */
export type {
  Arm,
  Claim,
  ClaimId,
  Claims,
  Contrast,
  ConvergedLength,
  Convergence,
  Solutions,
  Verdict,
} from "./claims/claim.js";
export type {
  Audited,
  ClaimsOptions,
  ClaimsProgress,
  ClaimsVerification,
  Repeated,
  VerifyClaimsOptions,
} from "./claims/lazy.js";
export { claims, repeatedVerdicts, verdictsFrom, verifyClaims } from "./claims/lazy.js";
export type {
  Answer,
  BaselineMeasures,
  ComparedGroup,
  ComparedMeasures,
  CompareInput,
  Comparison,
  Diff,
  DiffEstimate,
  DiffFlip,
  DiffFlips,
  DiffFurther,
  DiffMeasure,
  DiffOptions,
  Flip,
  Flips,
  FlipsOptions,
  LabelSetMeasures,
  PredictedResult,
  PredictionTask,
} from "./compare/lazy.js";
export { compare, diff, flips, flipsCsv } from "./compare/lazy.js";
export type { Dataset, Split } from "./data/dataset.js";
export type { CategoryColumn, InputColumn, NumberColumn, Preprocessing } from "./data/preprocessing.js";
export { familyNames } from "./data/sources.js";
export type { ConsistencyBin } from "./further/agreement.js";
export type { FurtherOptions } from "./further/asked.js";
export type { ReliabilityBin } from "./further/calibration.js";
export type { EnsembleSize } from "./further/ensembles.js";
export type { FurtherEstimate } from "./further/found.js";
export type { FurtherMeasures, FurtherOfExamples, FurtherOfGroup } from "./further/further.js";
export type { FurtherName } from "./further/names.js";
export type { Build } from "./kernel/load.js";
export type { LinkOptions } from "./link/lazy.js";
export { checkLink, makeLink, readLink, writeLink } from "./link/lazy.js";
export type { Link, LinkCheck } from "./link/link.js";
export { linkSteps } from "./link/link.js";
export type { GroupMeasures } from "./measure/by-group.js";
export type { MeasureName } from "./measure/names.js";
export { MEASURES } from "./measure/names.js";
export type { Floats, Predictions } from "./measure/predictions.js";
export { symmetricRelative } from "./measure/symmetric-relative.js";
export type {
  Answers,
  AnyResult,
  Exported,
  ExportFormat,
  ExportOptions,
  ListedRow,
  NamedRow,
  PredictOptions,
  PredictRows,
  ReplicaAnswers,
  RetrainOptions,
} from "./model/lazy.js";
export { exportModel, predict } from "./model/lazy.js";
export type { Pool, PoolOptions, Progress } from "./pool/pool.js";
export { openPool } from "./pool/pool.js";
export type { WorkerLike } from "./pool/port.js";
export type { Divergence } from "./reference/trainer.js";
export type { ReportOptions, ReportVerification, VerifyReportOptions } from "./report/lazy.js";
export { report, verifyReport } from "./report/lazy.js";
export type { DecisionMap, DecisionMaps } from "./report/plots/decision-map.js";
export { dataset } from "./run/dataset.js";
export type { ExecutionOptions } from "./run/execution.js";
export type { GivenFile } from "./run/given-file.js";
export type { Host, HostReport } from "./run/host.js";
export { toJson } from "./run/json.js";
export type { Claimed, Trainer, TrainerAnswers, TrainerOptions, Verification, VerifyOptions } from "./run/lazy.js";
export { host, openTrainer, verify } from "./run/lazy.js";
export type { Part } from "./run/parts.js";
export type { ReplicaResult, RunResult, TestExamples } from "./run/result.js";
export type { RunOptions } from "./run/run.js";
export { run } from "./run/run.js";
export type { PairedContrast, WithinDraws } from "./statistics/contrasts.js";
export type { Estimate } from "./statistics/estimate.js";
export { STATISTICS_VERSION } from "./statistics/estimate.js";
export type { OverDraws } from "./statistics/over-draws.js";
export type { Arithmetic, ArithmeticInput, ArithmeticProfile } from "./study/arithmetic.js";
export type { EarlyStopping, EarlyStoppingInput } from "./study/early-stopping.js";
export type { InputErrorKind, Refusal } from "./study/errors.js";
export { DivergedError, InputError } from "./study/errors.js";
export type { Factor } from "./study/factors.js";
export { FACTORS } from "./study/levels.js";
export type { Dropout, DropoutInput, Oracle, OracleInput, Ulp, UlpInput } from "./study/noise.js";
export type { Numbers, Rows } from "./study/numbers.js";
export type {
  GivenLayer,
  GivenLayerInput,
  Initial,
  InitialInput,
  Study,
  StudyInput,
  Task,
} from "./study/study.js";
export type { Activation, ActivationInput } from "./study/variants/activations.js";
export type {
  CategoryPolicy,
  Data,
  DataInput,
  DataName,
  DimensionInput,
  Examples,
  ExamplesInput,
  FileInput,
  FileName,
  MissingPolicy,
  OwnDataName,
  SizesInput,
  SurfaceInput,
  TableInput,
} from "./study/variants/data.js";
export type { LossName } from "./study/variants/losses.js";
export { taskLosses } from "./study/variants/losses.js";
export { variantNames } from "./study/variants/names.js";
export type { Optimizer, OptimizerInput } from "./study/variants/optimizers.js";
export type { Schedule, ScheduleInput } from "./study/variants/schedules.js";
export type { InitialFile, Scheme, SchemeInput } from "./study/variants/schemes.js";
export type { Resolved } from "./study/variants/table.js";
export type { Curves, Epochs } from "./train/epochs.js";
export { CONTRACT_VERSION } from "./train/fingerprint.js";
export type { Backend, Evaluation } from "./train/group.js";
export type { Probe } from "./train/probe.js";
