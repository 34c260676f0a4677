// Small pieces that several views share. All text goes through the templates, which never read it as markup.

import { html, nothing, svg } from 'lit-html';
import * as format from './format.js';

/** What a state of a miner means: its word, and what marks it where there is no room for the word. */
export const STATES = {
  READY: { word: 'ready', tone: 'good', means: 'takes work' },
  NOT_READY: { word: 'not ready', tone: 'wait', means: 'takes no work: it loads, merges, drains or leaves' },
  SILENT: { word: 'silent', tone: 'off', means: 'was not heard of for too long' },
  EVICTED: { word: 'evicted', tone: 'bad', means: 'lost its place' },
};

const SHAPES = {
  READY: (share) => svg`<circle class="track" cx="8" cy="8" r="6"/><circle class="ring" cx="8" cy="8" r="6"
    pathLength="100" stroke-dasharray="${Math.round(share * 100)} 100" transform="rotate(-90 8 8)"/>
    <circle class="core" cx="8" cy="8" r="3.2"/>`,
  NOT_READY: () => svg`<circle class="open" cx="8" cy="8" r="5.6" stroke-dasharray="2.6 2"/>`,
  SILENT: () => svg`<rect class="open" x="2.8" y="2.8" width="10.4" height="10.4" rx="1.5"/>
    <path class="open" d="M5.4 8h5.2"/>`,
  EVICTED: () => svg`<path class="open" d="M8 1.6 14.4 8 8 14.4 1.6 8Z"/><path class="open" d="m6 6 4 4m0-4-4 4"/>`,
};

/** The shape of a miner; a ready one is ringed by the share of its slots that are in use. */
export function glyph(state, share = 0) {
  return html`<svg class="glyph ${STATES[state]?.tone ?? 'off'}" viewBox="0 0 16 16" aria-hidden="true">${(
    SHAPES[state] ?? SHAPES.SILENT)(share)}</svg>`;
}

export const share = (miner) => (miner.slots > 0 ? Math.min(1, miner.slotsInUse / miner.slots) : 0);

const MARKS = {
  good: 'm3.5 8.5 3 3 6-7',
  wait: 'M8 3.5V8l3 2',
  bad: 'm4 4 8 8m0-8-8 8',
  off: 'M4 8h8',
};

/** A word with a mark: the mark and the word say the same, so that no colour has to. */
export function pill(word, tone) {
  return html`<span class="pill ${tone}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${MARKS[tone] ??
      MARKS.off}"/>
    </svg>${word}</span>`;
}

/** A time of day, with the whole time behind it. */
export const time = (iso, now) =>
  iso ? html`<time datetime="${iso}" title="${iso}">${format.moment(iso, now)}</time>` : html`–`;

/** A number as it is read, with the exact one behind it. */
export const number = (value, shown) =>
  format.isKnown(value) ? html`<data value="${value}" title="${value}">${shown}</data>` : html`<span>–</span>`;

export const hotkey = (address) =>
  html`<a class="key" href="#/miners/${address}" title="${address}">${format.short(address)}</a>`;

/** A tile with one number. */
export function tile(label, value, unit, below = nothing) {
  return html`<div class="tile"><dt>${label}</dt><dd><b>${value}</b>${unit ? html` <span
      class="unit">${unit}</span>` : nothing}
    <p>${below}</p></dd></div>`;
}

/** A bar that is so full. */
export function meter(percent, label) {
  const known = format.isKnown(percent);
  return html`<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${label}">
    <rect class="track" width="100" height="6"/>
    ${known ? svg`<rect class="fill" width="${Math.max(0, Math.min(100, percent))}" height="6"/>` : nothing}</svg>`;
}

/** What the API says instead of an answer, or that the answer is on its way. */
export function instead(error) {
  if (!error) return html`<p class="waiting">Reading…</p>`;
  return html`<p class="refusal" role="alert">${error.message}</p>`;
}

/** What stands where a list is empty. */
export const empty = (text) => html`<p class="empty">${text}</p>`;

/** A panel with a heading. */
export function panel(title, content, { aside = nothing, kind = '' } = {}) {
  return html`<section class="panel ${kind}"><header><h2>${title}</h2><div
      class="aside">${aside}</div></header>${content}
    </section>`;
}

/** A figure with its heading, a chart, and the chart's values as text. */
export function figure(title, chart, note = nothing) {
  return html`<figure class="panel"><figcaption><h2>${title}</h2><output></output></figcaption>${chart}
    <div class="note">${note}</div></figure>`;
}

/** Newer and older pages of a list. */
export function pager(route, place, next, what) {
  if (!place && !next) return nothing;
  return html`<nav class="pager" aria-label="Pages of ${what}">
    ${place ? html`<a class="button" href="#/${route}">The first page</a>` : nothing}
    ${next ? html`<a class="button" href="#/${route}?after=${encodeURIComponent(next)}">The next page</a>` :
        nothing}</nav>`;
}
