// Chooses the view that the address names, asks for what it needs, and draws it when something changes.

import { html, nothing, render } from 'lit-html';
import { Poller } from './api.js';
import * as format from './format.js';
import { pill } from './parts.js';
import { Miners, Series } from './store.js';
import { audits } from './views/audits.js';
import { epochs } from './views/epochs.js';
import { events } from './views/events.js';
import { miner } from './views/miner.js';
import { miners } from './views/miners.js';
import { overview } from './views/overview.js';
import { scores } from './views/scores.js';

/** Without an answer for so long what is shown counts as old. */
const STALE = 15_000;
const RUN = '/run';
const TITLES = [
  ['', 'Overview'],
  ['miners', 'Miners'],
  ['epochs', 'Epochs'],
  ['scores', 'Scores'],
  ['audits', 'Audits'],
  ['events', 'Events'],
];
const STATE_TONES = { TRAINING: 'good', HALTED: 'bad', ENDED: 'off' };

const root = document.getElementById('app');
let drawing = false;
let route = parse();

const state = {
  update,
  poller: new Poller(update),
  miners: new Miners(update),
  series: new Series(update),
  /** What the views keep to themselves: searches, orders, chosen stages. */
  ui: {},
};

/** #/miners/5F…?after=x as { name, args, query }. */
function parse() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...args] = path.split('/').map(decodeURIComponent);
  return { name, args, query: new URLSearchParams(query ?? '') };
}

function view() {
  const { name, args } = route;
  switch (name) {
    case '':
      return overview;
    case 'miners':
      return args[0] ? miner : miners;
    case 'epochs':
      return epochs;
    case 'scores':
      return scores;
    case 'audits':
      return audits;
    case 'events':
      return events;
    default:
      return { title: () => 'Nothing is here', needs: () => ({}), draw: () => html`<p class="empty">
        There is no such page. <a href="#/">The overview</a> is the first one.</p>` };
  }
}

function update() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  const current = view();
  const needs = current.needs(state, route);
  state.poller.want({ [RUN]: 3_000, ...needs });
  state.miners.want(current.minerPages?.(state) ?? 0);
  state.series.want(current.series ?? false);
  const run = state.poller.get(RUN);
  const title = current.title(state, route);
  document.title = run ? `${title} · ${run.run}` : title;
  render(page(current, title, run), root);
}

function page(current, title, run) {
  return html`
    <a class="skip" href="#main" @click=${skip}>To the content</a>
    <header class="top">
      <p class="brand"><img src="icon.svg" alt="" width="26" height="26">IOTA</p>
      ${run ? html`<p class="run"><span>${run.run}</span>${pill(format.words(run.state), STATE_TONES[run.state] ??
          'wait')}</p>` : nothing}
      <nav aria-label="Views">${TITLES.map(([name, word]) => html`<a href="#/${name}"
        aria-current=${route.name === name ? 'page' : 'false'}>${word}</a>`)}</nav>
      ${pulse()}
    </header>
    <div class="news" role="status">${warning(run)}</div>
    <main id="main" tabindex="-1">
      <h1 class=${current === overview ? 'unseen' : ''}>${title}</h1>
      ${current.draw(state, route)}
    </main>
    <footer><p>Everything here is what the run's own API says: <a href="/v1/openapi.json">its description</a>.
      Numbers of miners are what these say of themselves.</p></footer>`;
}

/** How old what is shown is. */
function pulse() {
  const { answered, failing } = state.poller.health();
  if (!answered) return html`<p class="pulse wait"><i></i>connecting</p>`;
  const age = Date.now() - answered;
  const live = !failing && age < STALE;
  return html`<p class="pulse ${live ? 'live' : 'old'}"><i></i>${live ? 'live' : `${format.span(age)} old`}</p>`;
}

/** What somebody who reads these numbers has to know first. */
function warning(run) {
  const { answered, failing, error, next } = state.poller.health();
  if (failing) {
    const again = Number.isFinite(next) ? `Asked again in ${format.span(Math.max(1000, next - Date.now()))}.` : '';
    const old = answered ? `It was read ${format.span(Date.now() - answered)} ago.` : '';
    return html`<p class="banner bad"><strong>${error.message}</strong>
      ${answered ? 'What is shown here is stale.' : 'Nothing was read yet.'}
      <span aria-hidden="true">${old} ${again}</span>
      <button @click=${() => state.poller.askAll()}>Ask now</button></p>`;
  }
  if (run?.reason) return html`<p class="banner wait"><strong>The run is ${format.words(run.state)}:</strong>
      ${run.reason}</p>`;
  if (run?.state === 'ENDED') return html`<p class="banner off">The run had all its epochs.</p>`;
  return nothing;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

window.addEventListener('hashchange', () => {
  if (location.hash && !location.hash.startsWith('#/')) return;
  route = parse();
  draw();
  document.getElementById('main').focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

root.replaceChildren();
draw();
// Countdowns and ages go on between two answers.
setInterval(() => document.hidden || update(), 1000);
