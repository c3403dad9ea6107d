/** The servers that hold a queue, as the tests start them. */
import { hasPostgres, startPostgres } from "./postgres.js";
import { hasRedis, startRedis } from "./redis.js";

export const HOSTS = [
  { server: "Redis", isHere: hasRedis(), open: startRedis },
  { server: "PostgreSQL", isHere: hasPostgres(), open: startPostgres },
];

/** Rounds of `npm run prove:queues`, which tries more than the tests do; 1 in these. */
export const ROUNDS = Number(process.env.QUEUE_ROUNDS ?? 1);
