// Numbers, times and names as people read them. What is not known is a dash, never a zero.

const UNKNOWN = '–';
const SECOND = 1000;
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const units = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
];

export const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** A count: exact up to a million, then three digits. */
export function count(value) {
  if (!isKnown(value)) return UNKNOWN;
  for (const [size, letter] of units) {
    if (Math.abs(value) >= size) return `${(value / size).toPrecision(3)} ${letter}`;
  }
  return grouped.format(value);
}

export const fixed = (value, digits) => (isKnown(value) ? value.toFixed(digits) : UNKNOWN);

/** Dollars and cents; below a cent, two digits. */
export function dollars(value) {
  if (!isKnown(value)) return UNKNOWN;
  return `$${value >= 0.01 || value === 0 ? value.toFixed(2) : Number(value.toPrecision(2)).toFixed(
      1 - Math.floor(Math.log10(value)))}`;
}

export const percent = (value, digits = 0) => (isKnown(value) ? `${value.toFixed(digits)} %` : UNKNOWN);

/** Bytes in powers of ten, as networks count. */
export function bytes(value) {
  if (!isKnown(value)) return UNKNOWN;
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} GB`;
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} MB`;
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)} kB` : `${value} B`;
}

/** A stretch of time, in the two largest units that matter. */
export function span(milliseconds) {
  if (!isKnown(milliseconds)) return UNKNOWN;
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A countdown such as 4:05. */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const hours = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
export const hour = (milliseconds) => hours.format(milliseconds);
export const day = (milliseconds) => days.format(milliseconds);

/** The time of day; of another day, with its date. */
export function moment(iso, now) {
  if (!iso) return UNKNOWN;
  const at = new Date(iso);
  return Math.abs(now - at) < 20 * 3600 * SECOND ? timeOfDay.format(at) : dateAndTime.format(at);
}

/** The ends of a hotkey, by which people tell them apart. */
export const short = (hotkey) => (hotkey.length > 14 ? `${hotkey.slice(0, 6)}…${hotkey.slice(-4)}` : hotkey);

/** How a name that programs give reads in a sentence: MINER_SILENT is "miner silent". */
export const words = (name) => name.toLowerCase().replaceAll('_', ' ');

export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** 1 miner, 2 miners. */
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
