/**
 * Dates as days since 1970-01-01, in the Gregorian calendar.
 */

const YEAR_FIRST =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const EITHER = /^(\d{1,2})([/-])(\d{1,2})\2(\d{2}|\d{4})$/;

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Days, with the time of the day as a fraction, in UTC where a zone is written; NaN for what is no date, Infinity for one
 * of which day and month may be either.
 */
export function daysOf(text: string): number {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return civilDays(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]));
  const parts = YEAR_FIRST.exec(text);
  if (!parts) return EITHER.test(text) ? Infinity : NaN;
  const days = civilDays(Number(parts[1]), Number(parts[3]), Number(parts[4]));
  if (parts[5] === undefined) return days;
  const [hours, minutes, seconds] = [parts[5], parts[6], parts[7] ?? "0"].map(Number) as [number, number, number];
  if (hours > 24 || minutes > 59 || seconds >= 61) return NaN;
  const offset = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * (parts[8] === "-" ? 1 : -1);
  return days + (hours * 60 + minutes + offset) / 1440 + seconds / 86400;
}

function civilDays(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = LENGTHS.map((length, at) => (at === 1 && isLeap ? 29 : length));
  if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1]!) return NaN;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const inYear = lengths.slice(0, month - 1).reduce((sum, length) => sum + length, 0) + day - 1;
  return 365 * before + leapDays + inYear - EPOCH;
}

/** 1970-01-01, counted from 0001-01-01. */
const EPOCH = 719162;
