// What happened, and why.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as format from '../format.js';
import { empty, hotkey, instead, pager, panel, pill, time } from '../parts.js';

const KINDS = {
  MINER_REGISTERED: ['miner joined', 'good'],
  MINER_SILENT: ['miner silent', 'off'],
  MINER_EVICTED: ['miner evicted', 'bad'],
  MINER_REINSTATED: ['miner back', 'good'],
  VALIDATOR_REGISTERED: ['validator joined', 'good'],
  MICROBATCH_LOST: ['microbatch lost', 'bad'],
  STAGE_CARRIED_OVER: ['stage carried over', 'bad'],
  EPOCH_PUBLISHED: ['epoch published', 'good'],
  AUDIT_CONFIRMED: ['found wrong', 'bad'],
  AUDIT_DISPUTED: ['audit disputed', 'wait'],
  RUN_HALTED: ['run halted', 'bad'],
  RUN_ORDERED: ['order of the owner', 'off'],
  RUN_WENT_BACK: ['run went back', 'wait'],
};

const path = (route) => {
  const after = route.query.get('after');
  return after ? `/events?after=${encodeURIComponent(after)}` : '/events';
};

export const events = {
  title: () => 'Events',
  needs: (_, route) => ({ [path(route)]: 5_000 }),
  draw: (state, route) => {
    const view = state.poller.get(path(route));
    if (!view) return instead(state.poller.error(path(route)));
    return panel('What happened, the newest first', view.events.length
      ? html`${eventList(state, view.events)}${pager('events', route.query.get('after'), view.next, 'events')}`
      : empty('Nothing worth telling yet.'));
  },
};

export function eventList(state, all) {
  const now = state.poller.now();
  return html`<ol class="list events">${repeat(all, (event) => event.id, (event) => entry(event, now))}</ol>`;
}

function entry(event, now) {
  const [word, tone] = KINDS[event.kind] ?? [format.words(event.kind), 'off'];
  const isMiner = event.hotkey && !event.kind.startsWith('VALIDATOR');
  return html`<li><p class="line">${pill(word, tone)}<span>${time(event.at, now)}</span>
      ${isMiner ? html`<span>${hotkey(event.hotkey)}</span>` : nothing}
      ${event.stage !== null ? html`<span>stage ${event.stage}</span>` : nothing}
      ${event.epoch !== null ? html`<a href="#/epochs/${event.epoch}">epoch ${event.epoch}</a>` : nothing}</p>
    <p>${event.reason}</p></li>`;
}
