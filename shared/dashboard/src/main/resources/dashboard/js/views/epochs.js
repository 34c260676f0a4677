// The epochs of the run, one of them with its phases and the merges of its stages.

import { html, nothing } from 'lit-html';
import * as format from '../format.js';
import { empty, instead, number, pager, panel, pill, time } from '../parts.js';
import { merge } from './merge.js';
import { course } from './phases.js';

const TONES = { TRAINING: 'good', DRAINING: 'wait', MERGING: 'wait', PUBLISHED: 'off' };

/** The epoch and the stage that the address names; without, those where something is to be seen. */
function chosen(state, route) {
  const run = state.poller.get('/run');
  const named = route.args[0];
  const newest = state.poller.get(list(route))?.epochs;
  const merged = newest?.find((epoch) => epoch.phase === 'MERGING' || epoch.phase === 'PUBLISHED') ?? newest?.[0];
  const epoch = named !== undefined ? named : merged?.epoch ?? (run?.epochBeganAt ? run.epoch : undefined);
  const view = epoch === undefined ? null : state.poller.get(`/epochs/${epoch}`);
  const stage = route.args[1] ?? view?.stages.find((one) => one.wrong.length > 0)?.stage ?? view?.stages[0]?.stage;
  return { epoch, view, stage };
}

const list = (route) => `/epochs?limit=50${route.query.get('after') ? `&after=${route.query.get('after')}` : ''}`;

export const epochs = {
  title: (_, route) => (route.args[0] === undefined ? 'Epochs' : `Epoch ${route.args[0]}`),
  needs: (state, route) => {
    const { epoch, stage } = chosen(state, route);
    return {
      [list(route)]: 6_000,
      ...(epoch === undefined ? {} : { [`/epochs/${epoch}`]: 4_000 }),
      ...(stage === undefined ? {} : { [`/epochs/${epoch}/stages/${stage}`]: 5_000 }),
    };
  },
  draw: (state, route) => {
    const { epoch, view, stage } = chosen(state, route);
    return html`${epoch === undefined ? nothing : one(state, epoch, view, stage)}
      ${panel('All epochs', table(state, route))}`;
  },
};

function one(state, epoch, view, stage) {
  const error = state.poller.error(`/epochs/${epoch}`);
  if (!view) return panel(`Epoch ${epoch}`, instead(error));
  return html`${panel(`Epoch ${epoch}`, course(state, view), { aside: pill(format.words(view.epoch.phase),
      TONES[view.epoch.phase]) })}
    ${panel('Who agreed with whom', html`
      ${view.stages.length ? html`<nav class="tabs" aria-label="Stages of the merge">${view.stages.map((other) =>
          html`<a
        href="#/epochs/${epoch}/${other.stage}" aria-current=${String(other.stage) === String(stage) ? 'true' :
            'false'}>Stage ${
        other.stage}${other.wrong.length ? html` <span class="culprit">✕ wrong</span>` : nothing}</a>`)}</nav>` :
            nothing}
      ${merge(state, epoch, stage)}`)}`;
}

function table(state, route) {
  const path = list(route);
  const view = state.poller.get(path);
  if (!view) return instead(state.poller.error(path));
  if (view.epochs.length === 0) return empty('No epoch has begun.');
  const now = state.poller.now();
  return html`<div class="scroll" tabindex="0" role="region" aria-label="All epochs"><table>
    <thead><tr><th scope="col">Epoch</th><th scope="col">Phase</th><th scope="col">Began</th><th scope="col"
        class="number">Merge</th>
      <th scope="col" class="number">Shards agreed</th><th scope="col" class="number">Left out</th>
      <th scope="col" class="number">Wrong</th><th scope="col" class="number">Microbatches</th>
      <th scope="col" class="number">Redone</th>
      <th scope="col" class="number">Held-out loss</th></tr></thead>
    <tbody>${view.epochs.map((epoch) => row(epoch, now))}</tbody></table></div>
    ${pager('epochs', route.query.get('after'), view.next, 'epochs')}`;
}

function row(epoch, now) {
  const { merge: came } = epoch;
  const merged = epoch.phase === 'PUBLISHED';
  const shown = (value) => (merged ? format.count(value) : '–');
  return html`<tr><th scope="row"><a href="#/epochs/${epoch.epoch}">${epoch.epoch}</a></th>
    <td>${format.words(epoch.phase)}${epoch.carriedOver.length ? html`, <span class="culprit">${
      format.plural(epoch.carriedOver.length, 'stage')} carried over</span>` : nothing}</td>
    <td>${time(epoch.beganAt, now)}</td>
    <td class="number">${merged ? format.span(epoch.mergeSeconds * 1000) : '–'}</td>
    <td class="number">${merged ? `${format.count(came.shardsAgreed)} of ${format.count(came.shards)}` : '–'}</td>
    <td class="number">${shown(came.uploadsExcluded)}</td><td class="number">${shown(came.minersWrong)}</td>
    <td class="number">${shown(came.microbatches)}</td>
    <td class="number">${format.count(epoch.positionsRedone)}</td>
    <td class="number">${number(epoch.heldOut?.lossNats, format.fixed(epoch.heldOut?.lossNats, 3))}</td></tr>`;
}
