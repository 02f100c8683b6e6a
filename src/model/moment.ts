import { badValue } from './bad-value.ts';

declare const brand: unique symbol;

/** A moment in UTC, ISO 8601 with milliseconds: sorts as text. */
export type Instant = string & { readonly [brand]: 'Instant' };

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A date, a moment (ISO 8601) or a duration from now such as `12h`, `90d`, `2w`. It has to lie in the future. */
export function parseExpiry(text: string, now: Instant): Instant {
  const at = readMoment(text, now);
  if (at === undefined) {
    throw badValue(
      'expiry',
      text,
      'give a date (2027-01-31), a moment in UTC (2027-01-31T18:00:00Z) or a duration (12h, 90d, 2w)',
    );
  }
  if (at <= now) throw badValue('expiry', text, 'it lies in the past');
  return at;
}

/** A date, a moment or a duration before now. */
export function parseSince(text: string, now: Instant): Instant {
  const at = readMoment(text, now, -1);
  if (at !== undefined) return at;
  throw badValue(
    'moment',
    text,
    'give a date (2026-01-31), a moment in UTC (2026-01-31T18:00:00Z) or a duration back from now (12h, 90d, 2w)',
  );
}

/** @param way  1 for durations from now on, -1 for those back from it */
function readMoment(text: string, now: Instant, way: 1 | -1 = 1): Instant | undefined {
  const duration = /^([1-9][0-9]{0,4})([mhdw])$/.exec(text);
  if (duration) return later(now, way * Number(duration[1]) * (UNITS[duration[2] as string] as number));
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3})?)?Z)?$/.test(text))
    return undefined;
  const date = new Date(text);
  // `new Date` rolls 30 February over into March.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return date.toISOString() as Instant;
}

/** The moment so many seconds after another. */
export const later = (moment: Instant, seconds: number): Instant =>
  new Date(Date.parse(moment) + seconds * 1000).toISOString() as Instant;

/** A moment as somebody else writes it in ISO 8601; undefined where it is none. */
export function momentFrom(text: string): Instant | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : (new Date(at).toISOString() as Instant);
}
