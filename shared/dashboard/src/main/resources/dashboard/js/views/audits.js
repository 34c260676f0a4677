// What validators found.

import { html } from 'lit-html';
import * as format from '../format.js';
import { empty, hotkey, instead, number, pager, panel, pill, tile, time } from '../parts.js';

const TONES = { PASSED: 'good', CONFIRMED: 'bad', SUSPECT: 'wait', DISPUTED: 'wait', LAPSED: 'off' };
const WORDS = { CONFIRMED: 'found wrong' };

const path = (route) => `/audits?limit=50${route.query.get('after') ?
    `&after=${encodeURIComponent(route.query.get('after'))}` : ''}`;

export const audits = {
  title: () => 'Audits',
  needs: (_, route) => ({ [path(route)]: 6_000 }),
  draw: (state, route) => {
    const run = state.poller.get('/run');
    const view = state.poller.get(path(route));
    return html`${run ? tiles(run.audits) : ''}${panel('Decided, the newest first', view ? list(state, route, view)
      : instead(state.poller.error(path(route))))}`;
  },
};

function tiles(counts) {
  const one = (word, value, below) => tile(word, number(value, format.count(value)), '', below);
  return html`<dl class="tiles">${one('Drawn', counts.drawn, 'samples of the work')}
    ${one('Passed', counts.passed, 'honest work')}${one('Found wrong', counts.confirmed,
        'by as many validators as the run asks for')}
    ${one('Disputed', counts.disputed, 'validators disagreed')}${one('Lapsed', counts.lapsed,
        'nobody gains or loses by it')}
    ${one('Open', counts.open ?? null, 'wait for a validator')}</dl>`;
}

function list(state, route, view) {
  if (view.audits.length === 0) return empty('No audit is decided yet.');
  const now = state.poller.now();
  return html`<ol class="list">${view.audits.map((audit) => entry(audit, now))}</ol>
    ${pager('audits', route.query.get('after'), view.next, 'audits')}`;
}

function entry(audit, now) {
  return html`<li><p class="line">${pill(WORDS[audit.state] ?? format.words(audit.state), TONES[audit.state] ??
      'off')}
      <span>${time(audit.at, now)}</span><span>${hotkey(audit.hotkey)}</span><span>stage ${audit.stage},
          epoch ${audit.epoch}</span></p>
    <p><b>${audit.about}</b>: ${audit.reason}</p>
    <p class="remark">${audit.verdicts.map((said) => html`<span>${format.short(said.validator)} says ${said.passed ?
        'right' : 'wrong'} after
      ${format.fixed(said.validatorSeconds, 2)} s; </span>`)}the miner was busy with it for
          ${format.fixed(audit.deviceSeconds, 2)} s</p></li>`;
}
