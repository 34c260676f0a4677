// One miner: what it does, how it treats its work, and why its score is what it is.

import { html, nothing } from 'lit-html';
import * as format from '../format.js';
import { glyph, instead, number, panel, share, STATES, tile, time } from '../parts.js';

const HASH = 16;

export const miner = {
  title: (_, route) => `Miner ${format.short(route.args[0])}`,
  needs: (_, route) => ({ [path(route)]: 4_000 }),
  draw: (state, route) => {
    const view = state.poller.get(path(route));
    if (!view) return html`${back()}${instead(state.poller.error(path(route)))}`;
    const now = state.poller.now();
    return html`${back()}
      <p class="whole-key">${view.miner.hotkey}</p>
      ${tiles(view, now)}
      <div class="halves">
        ${panel('Its score, explained', score(view.score))}
        ${panel('How it treats its work', conduct(view, now))}
      </div>
      ${panel('What it says of itself', facts(view, now))}`;
  },
};

const path = (route) => `/miners/${encodeURIComponent(route.args[0])}`;
const back = () => html`<p class="back"><a href="#/miners">← all miners</a></p>`;

function tiles({ miner: one, effort, score: scored }, now) {
  const { word, means } = STATES[one.state] ?? STATES.SILENT;
  const efficiency = effort.secondsBusy > 0 ? (100 * effort.secondsOfHops) / effort.secondsBusy : null;
  return html`<dl class="tiles">
    ${tile('State', html`<span class="state">${glyph(one.state, share(one))} ${word}</span>`, '', means)}
    ${tile('Stage', one.stage, '', format.isKnown(effort.epoch) ? `has the weights of epoch ${effort.epoch}` :
        'has not said which weights it has')}
    ${tile('Slots in use', `${one.slotsInUse}/${one.slots}`, '', `heard of ${format.span(now - new
        Date(one.lastSeenAt))} ago`)}
    ${tile('Hops accepted', number(one.forwardsAccepted + one.backwardsAccepted,
      format.count(one.forwardsAccepted + one.backwardsAccepted)), '',
      `${format.count(one.forwardsAccepted)} forwards, ${format.count(one.backwardsAccepted)} backwards`)}
    ${tile('Seconds a hop', format.fixed(one.secondsPerHop, 3), 's', 'as it measured')}
    ${tile('Share of what is paid', scored ? number(scored.sharePercent, format.percent(scored.sharePercent, 3)) :
        '–', '',
      scored ? `by the ledger of epoch ${scored.epoch}` : 'no ledger is written yet')}
    ${efficiency === null ? nothing : tile('Busy time that counted', format.percent(efficiency), '',
      `${format.span(effort.secondsOfHops * 1000)} of ${format.span(effort.secondsBusy * 1000)} computed`)}
  </dl>`;
}

function score(scored) {
  if (!scored) {
    return html`<p class="empty">There is no score yet: an epoch's ledger is written when the epoch is published and its
      audits are settled.</p>`;
  }
  return html`<ul class="explanation">${scored.explanation.map((line) => html`<li>${line}</li>`)}</ul>
    <p class="remark">Ledger of epoch ${scored.epoch}, SHA-256 <code title=${scored.ledgerSha256}>${
      scored.ledgerSha256.slice(0, HASH)}…</code></p>`;
}

function conduct({ miner: one, conduct: kept }, now) {
  const clean = kept.openFaultsLoads === 0 && kept.evictions === 0;
  return html`<dl class="facts">
    <dt>Faults open</dt><dd>${clean ? 'none' : `${format.fixed(kept.openFaultsLoads,
        2)} loads wasted and not made good`}</dd>
    <dt>Evictions</dt><dd>${kept.evictions}${one.evictedUntil ? html`; it may come back ${time(one.evictedUntil,
        now)}` : nothing}</dd>
    <dt>On record</dt><dd>${kept.reason || 'nothing'}</dd>
    <dt>Audited more often</dt><dd>${kept.suspicion || 'no'}</dd></dl>`;
}

function facts({ miner: one }, now) {
  return html`<dl class="facts"><dt>Device</dt><dd>${one.device}</dd><dt>Version</dt><dd>${one.version}</dd>
    <dt>Registration</dt><dd>number ${format.count(one.registration)} of the run</dd>
    <dt>Last heard of</dt><dd>${time(one.lastSeenAt, now)}</dd></dl>`;
}
