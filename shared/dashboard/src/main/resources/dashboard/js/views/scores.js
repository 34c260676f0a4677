// Who gets what by the newest ledger.

import { html, nothing } from 'lit-html';
import * as format from '../format.js';
import { empty, hotkey, instead, meter, number, pager, panel, tile, time } from '../parts.js';

const path = (route) => `/scores?limit=100${route.query.get('after') ?
    `&after=${encodeURIComponent(route.query.get('after'))}` : ''}`;

export const scores = {
  title: () => 'Scores',
  needs: (_, route) => ({ [path(route)]: 15_000 }),
  draw: (state, route) => {
    const view = state.poller.get(path(route));
    if (!view) return instead(state.poller.error(path(route)));
    if (view.epoch === null) {
      return empty('No ledger is written yet: that follows when an epoch is published and its audits are settled.');
    }
    const now = state.poller.now();
    const largest = Math.max(1e-9, ...view.scores.map((one) => one.sharePercent));
    const sorted = [...view.scores].sort((a, b) => b.sharePercent - a.sharePercent);
    return html`<dl class="tiles">
        ${tile('Ledger', html`epoch ${view.epoch}`, '', html`published ${time(view.publishedAt, now)}`)}
        ${tile('Burned', number(view.burnedPercent, format.percent(view.burnedPercent, 2)), '',
            'the owner of the run gets it')}
        ${tile('Hash', html`<code title=${view.ledgerSha256}>${view.ledgerSha256.slice(0, 8)}…</code>`, '',
            'anybody can compute it again')}
      </dl>
      ${panel('Shares', html`<table class="shares"><thead><tr><th scope="col">Miner</th><th scope="col"
          class="number">Share</th>
        <th scope="col" class="wide-only">Beside the largest here</th><th scope="col"
            class="number">Score</th></tr></thead>
        <tbody>${sorted.map((one) => row(one, largest))}</tbody></table>
        ${pager('scores', route.query.get('after'), view.next, 'scores')}`)}`;
  },
};

function row(one, largest) {
  return html`<tr><th scope="row">${hotkey(one.hotkey)}${one.capped ? html` <small>capped</small>` : nothing}</th>
    <td class="number">${number(one.sharePercent, format.percent(one.sharePercent, 3))}</td>
    <td class="wide-only">${meter((100 * one.sharePercent) / largest, `${format.percent(one.sharePercent,
        3)} of everything`)}</td>
    <td class="number">${number(one.scorePercent, format.percent(one.scorePercent, 3))}</td></tr>`;
}
