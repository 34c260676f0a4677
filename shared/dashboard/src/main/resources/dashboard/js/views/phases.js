// An epoch and its phases: where it is, what ends the phase, and when.

import { html, nothing } from 'lit-html';
import * as format from '../format.js';
import { instead, time } from '../parts.js';

const PHASES = [
  ['TRAINING', 'Training', 'microbatches start'],
  ['DRAINING', 'Draining', 'what is on its way is finished'],
  ['MERGING', 'Merging', 'the replicas of each stage become one'],
  ['PUBLISHED', 'Published', 'the next epoch starts from the merged weights'],
];
const STAGE_PHASES = ['COLLECTING', 'INSPECTING', 'MERGING', 'PUBLISHING', 'PUBLISHED'];
/** An end so far away is no end: the run is closed by hand, or its steps end it. */
const NEVER = 400 * 24 * 3600 * 1000;

export function phases(state, run) {
  if (!run.epochBeganAt) return html`<p class="empty">No epoch has begun: the first weights are not published
      yet.</p>`;
  const path = `/epochs/${run.epoch}`;
  const view = state.poller.get(path);
  return view ? course(state, view) : instead(state.poller.error(path));
}

/** The steps of an epoch, with the present one marked. */
export function course(state, view) {
  const { epoch, quorum, stages } = view;
  const at = PHASES.findIndex(([name]) => name === epoch.phase);
  return html`<ol class="course">${PHASES.map(([, word, means], i) => html`<li
      class=${i < at || epoch.phase === 'PUBLISHED' ? 'done' : i === at ? 'now' : ''} aria-current=${i === at ?
          'step' : 'false'}>
      <b>${word}</b><span>${means}</span></li>`)}</ol>
    ${countdown(state, epoch, quorum)}
    ${stages.length ? html`<ul class="stage-phases">${stages.map((stage) => stagePhase(state, epoch, stage))}</ul>` :
        nothing}
    ${epoch.carriedOver.map((one) => html`<p class="remark bad">Stage ${one.stage} was carried over:
        ${one.reason}</p>`)}`;
}

function countdown(state, epoch, quorum) {
  const now = state.poller.now();
  const since = html`since ${time(epoch.phaseSince, now)}, for ${format.span(now - new Date(epoch.phaseSince))}`;
  const ends = new Date(epoch.targetAt) - now;
  switch (epoch.phase) {
    case 'TRAINING':
      return html`<p class="countdown">${ends > 0 && ends < NEVER ? html`<b>${format.clock(ends)}</b> left to train`
          : html`<b>${
        ends < NEVER ? 'over its time' : 'no set end'}</b>`}, ${since}</p>
        <p class="remark">Quorum: ${quorum.trainingPercent} % of the miners of every stage with at least
        ${format.plural(quorum.minimumBackwards, 'backward')} each${ends <= 0 ? '; it decays now' : ''}.</p>`;
    case 'DRAINING':
      return html`<p class="countdown"><b>${format.span(now - new Date(epoch.phaseSince))}</b> draining:
          nothing starts any more</p>`;
    case 'MERGING':
      return html`<p class="countdown"><b>${format.span(now - new Date(epoch.phaseSince))}</b> merging</p>
        <p class="remark">Quorum: uploads of ${quorum.collectingPercent} % of the miners that worked.</p>`;
    default:
      return html`<p class="countdown">published ${time(epoch.phaseSince, now)}; the merge took
        <b>${format.span(epoch.mergeSeconds * 1000)}</b></p>`;
  }
}

function stagePhase(state, epoch, stage) {
  const at = STAGE_PHASES.indexOf(stage.phase);
  const left = stage.collectingEndsAt ? new Date(stage.collectingEndsAt) - state.poller.now() : null;
  return html`<li><a href="#/epochs/${epoch.epoch}/${stage.stage}">Stage ${stage.stage}</a>
    <span class="steps" aria-hidden="true">${STAGE_PHASES.map((_, i) => html`<i class=${i <= at ? 'done' :
        ''}></i>`)}</span>
    <span>${format.words(stage.phase)}${left !== null ? html`, uploads until <b>${format.clock(left)}</b>` :
        nothing}${
      stage.quorumAt && stage.phase === 'COLLECTING' ? ', quorum is there' : ''}${
      stage.carriedOver ? html`: ${stage.carriedOver}` : nothing}</span></li>`;
}
