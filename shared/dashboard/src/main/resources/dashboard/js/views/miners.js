// All miners: searched and sorted here, and drawn only where one looks, so that ten thousand are as quick as ten.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as format from '../format.js';
import { empty, glyph, hotkey, instead, share, STATES } from '../parts.js';

/** Of a row, in pixels; the style sheet has the same. */
const HEIGHT = { wide: 36, narrow: 76 };
const NARROW = matchMedia('(max-width: 44rem)');
/** The line above the rows, and the border. */
const HEAD = 38;
const BEYOND = 8;
const PAGES = 10_000;
const STATE_ORDER = Object.keys(STATES);

const COLUMNS = [
  { key: 'hotkey', word: 'Miner', by: (miner) => miner.hotkey },
  { key: 'state', word: 'State', by: (miner) => STATE_ORDER.indexOf(miner.state) },
  { key: 'stage', word: 'Stage', by: (miner) => miner.stage, number: true },
  { key: 'slots', word: 'In use', by: (miner) => miner.slotsInUse, number: true },
  { key: 'forwards', word: 'Forwards', by: (miner) => miner.forwardsAccepted, number: true },
  { key: 'backwards', word: 'Backwards', by: (miner) => miner.backwardsAccepted, number: true },
  { key: 'pace', word: 'Seconds a hop', by: (miner) => miner.secondsPerHop, number: true },
  { key: 'seen', word: 'Heard of', by: (miner) => miner.lastSeenAt, number: true },
  { key: 'device', word: 'Device', by: (miner) => miner.device },
];

const fresh = () => ({ search: '', state: '', stage: '', order: 'hotkey', down: false, top: 0, tall: 640 });
let found = { key: '', rows: [] };

export const miners = {
  title: () => 'Miners',
  needs: () => ({}),
  minerPages: () => PAGES,
  draw: (state, route) => {
    const ui = (state.ui.miners ??= fresh());
    const asked = route.query.get('stage');
    if (asked !== null && ui.asked !== asked) Object.assign(ui, { stage: asked, asked });
    const { list, error, complete } = state.miners;
    if (list.length === 0) return error || !complete ? instead(error) : empty('No miner ever registered.');
    const rows = select(state.miners, ui);
    return html`${tools(state, ui, rows)}${table(state, ui, rows)}`;
  },
};

function select({ list, version }, ui) {
  const key = JSON.stringify([version, ui.search, ui.state, ui.stage, ui.order, ui.down]);
  if (found.key === key) return found.rows;
  const terms = ui.search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = list.filter((miner) => (!ui.state || miner.state === ui.state)
    && (ui.stage === '' || miner.stage === Number(ui.stage)) && (terms.length === 0 || matches(miner, terms)));
  const { by } = COLUMNS.find((column) => column.key === ui.order);
  const sign = ui.down ? -1 : 1;
  rows.sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    return x < y ? -sign : x > y ? sign : a.hotkey < b.hotkey ? -1 : 1;
  });
  found = { key, rows };
  return rows;
}

function matches(miner, terms) {
  const text = `${miner.hotkey} ${miner.device} ${miner.version} ${STATES[miner.state]?.word}
      stage${miner.stage}`.toLowerCase();
  return terms.every((term) => text.includes(term));
}

function tools(state, ui, rows) {
  const { list, complete, error } = state.miners;
  const stages = state.poller.get('/run')?.shape.stages ?? 0;
  const set = (name) => (event) => {
    ui[name] = event.target.value;
    rewind(ui);
    state.update();
  };
  return html`<form class="tools" role="search" @submit=${(event) => event.preventDefault()}>
    <label class="grow">Search <input type="search" name="search" .value=${ui.search} @input=${set('search')}
      placeholder="hotkey, device, version" autocomplete="off" spellcheck="false"></label>
    <label>State <select name="state" .value=${ui.state} @change=${set('state')}><option value="">any</option>
      ${Object.entries(STATES).map(([name, { word }]) => html`<option
          value=${name}>${word}</option>`)}</select></label>
    <label>Stage <select name="stage" .value=${ui.stage} @change=${set('stage')}><option value="">any</option>
      ${Array.from({ length: stages }, (_, stage) => html`<option value=${stage} ?selected=${String(stage)
          === ui.stage}>${
        stage}</option>`)}</select></label>
    <label class="narrow-only">Order <select name="order" .value=${ui.order} @change=${set('order')}>
      ${COLUMNS.map((column) => html`<option value=${column.key}>${column.word}</option>`)}</select></label>
    <p class="found" role="status">${rows.length === list.length ? format.plural(rows.length, 'miner')
      : `${format.count(rows.length)} of ${format.plural(list.length, 'miner')}`}${complete ? '' :
          ', more are being read'}</p>
    ${error ? html`<p class="refusal">${error.message}</p>` : nothing}</form>`;
}

function rewind(ui) {
  ui.top = 0;
  document.querySelector('.miners')?.scrollTo(0, 0);
}

function table(state, ui, rows) {
  if (rows.length === 0) return empty('No miner is like that.');
  const height = NARROW.matches ? HEIGHT.narrow : HEIGHT.wide;
  const first = Math.max(0, Math.floor(ui.top / height) - BEYOND);
  const shown = rows.slice(first, Math.ceil((ui.top + ui.tall) / height) + BEYOND);
  const scrolled = (event) => {
    ui.top = event.target.scrollTop;
    ui.tall = event.target.clientHeight;
    state.update();
  };
  const now = state.poller.now();
  return html`<div class="miners" role="table" aria-label="Miners" aria-rowcount=${rows.length + 1} tabindex="0"
    .style=${`height:${rows.length * height + HEAD}px`} @scroll=${scrolled}>
    <div class="head" role="row" aria-rowindex="1">${COLUMNS.map((column) => heading(state, ui, column))}</div>
    <div class="all" role="rowgroup" .style=${`height:${rows.length * height}px`}>
      <div role="presentation" .style=${`transform:translateY(${first * height}px)`}>
        ${repeat(shown, (miner) => miner.hotkey, (miner, i) => row(miner, first + i + 2, now))}</div></div></div>`;
}

function heading(state, ui, column) {
  const sorted = ui.order === column.key;
  const order = () => {
    ui.down = sorted ? !ui.down : false;
    ui.order = column.key;
    rewind(ui);
    state.update();
  };
  return html`<div role="columnheader" class=${column.number ? 'number' : ''}
    aria-sort=${sorted ? (ui.down ? 'descending' : 'ascending') : 'none'}><button @click=${order}>${column.word}<span
    aria-hidden="true">${sorted ? (ui.down ? ' ↓' : ' ↑') : ''}</span></button></div>`;
}

function row(miner, index, now) {
  const { word, tone } = STATES[miner.state] ?? STATES.SILENT;
  return html`<div class="row" role="row" aria-rowindex=${index}>
    <div role="cell">${hotkey(miner.hotkey)}</div>
    <div role="cell" class="state ${tone}">${glyph(miner.state, share(miner))} ${word}</div>
    <div role="cell" class="number" data-word="stage">${miner.stage}</div>
    <div role="cell" class="number" data-word="in use">${miner.slotsInUse}/${miner.slots}</div>
    <div role="cell" class="number" data-word="fwd">${format.count(miner.forwardsAccepted)}</div>
    <div role="cell" class="number" data-word="bwd">${format.count(miner.backwardsAccepted)}</div>
    <div role="cell" class="number" data-word="s/hop">${format.fixed(miner.secondsPerHop, 3)}</div>
    <div role="cell" class="number" data-word="heard">${format.span(now - new Date(miner.lastSeenAt))} ago</div>
    <div role="cell" class="device" title=${miner.device}>${miner.device}</div></div>`;
}

NARROW.addEventListener('change', () => (found = { key: '', rows: [] }));
