import { badValue } from './bad-value.ts';

declare const brand: unique symbol;

/** A point in time: UTC, ISO 8601 with milliseconds. Instants sort as text. */
export type Instant = string & { readonly [brand]: 'Instant' };

const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Parses a date, a time (ISO 8601) or a duration from now, such as `12h`, `90d` or `2w`. It must be in the future. */
export function parseExpiry(text: string, now: Instant): Instant {
  const expiry = readInstant(text, now, 1);
  if (expiry === undefined) {
    throw badValue(
      'expiry',
      text,
      'give a date (2027-01-31), a time in UTC (2027-01-31T18:00:00Z) or a duration (12h, 90d, 2w)',
    );
  }
  if (expiry <= now) throw badValue('expiry', text, 'it is in the past');
  return expiry;
}

/** Parses a date, a time (ISO 8601) or a duration before now. */
export function parseSince(text: string, now: Instant): Instant {
  const since = readInstant(text, now, -1);
  if (since !== undefined) return since;
  throw badValue(
    'time',
    text,
    'give a date (2026-01-31), a time in UTC (2026-01-31T18:00:00Z) or how long ago (12h, 90d, 2w)',
  );
}

/** @param direction  1 adds a duration to now, -1 subtracts it */
function readInstant(text: string, now: Instant, direction: 1 | -1): Instant | undefined {
  const duration = /^([1-9][0-9]{0,4})([mhdw])$/.exec(text);
  if (duration) {
    const seconds = Number(duration[1]) * (UNIT_SECONDS[duration[2] as string] as number);
    return addSeconds(now, direction * seconds);
  }
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3})?)?Z)?$/.test(text))
    return undefined;
  const date = new Date(text);
  // `new Date` turns February 30 into a day in March.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return date.toISOString() as Instant;
}

export const addSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString() as Instant;

/** Reads an ISO 8601 timestamp from another program; undefined if it is invalid. */
export function readTimestamp(text: string): Instant | undefined {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : (new Date(milliseconds).toISOString() as Instant);
}
