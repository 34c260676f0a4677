// The network: stages as columns, miners as nodes, and the work between them.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as format from '../format.js';
import { glyph, meter, number, share, STATES } from '../parts.js';

/** With more miners a stage than that they are drawn without their names. */
const NAMED = 10;
/** More nodes than that a stage nobody counts; their number is said. */
const MOST = 180;
/** Waiting microbatches that are drawn one by one. */
const PIPS = 24;
const ORDER = Object.keys(STATES);

let grouped = { version: -1, stages: new Map() };

/** The miners of every stage, those that take work first. */
function byStage(miners) {
  if (grouped.version === miners.version) return grouped.stages;
  const stages = new Map();
  for (const miner of miners.list) {
    const stage = stages.get(miner.stage) ?? [];
    stage.push(miner);
    stages.set(miner.stage, stage);
  }
  for (const stage of stages.values()) {
    stage.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.hotkey < b.hotkey ? -1 : 1));
  }
  grouped = { version: miners.version, stages };
  return stages;
}

export function network(state, run, view) {
  if (view.stages.length === 0) return html`<p class="empty">The sweep has not looked at the stages yet.</p>`;
  const nodes = byStage(state.miners);
  const last = view.stages.length - 1;
  return html`<ol class="network ${last > 7 ? 'many' : ''}" tabindex="0" aria-label="Stages of the pipeline">
      ${view.stages.map((stage) => html`${column(stage, view.bottleneck === stage.stage, nodes.get(stage.stage) ?? [],
        stage.stage === 0 ? 'takes in text' : stage.stage === last ? 'computes the loss' : '')}
        ${stage.stage < last ? between(stage) : nothing}`)}
    </ol>
    ${legend()}`;
}

function column(stage, isBottleneck, miners, role) {
  const { work } = stage;
  const counts = stage.miners;
  const shown = miners.slice(0, MOST);
  const all = counts.active + counts.silent + counts.evicted;
  const named = all <= NAMED && miners.length <= NAMED;
  const rate = format.isKnown(work.hopsPerSecond) ? `${work.hopsPerSecond.toFixed(1)} hops/s` : 'speed not known';
  return html`<li class="stage ${isBottleneck ? 'bottleneck' : ''}">
    <h3>Stage ${stage.stage} <small>${role}</small>${isBottleneck ? html`<span class="flag"
      title="the other stages wait for it">bottleneck</span>` : nothing}</h3>
    <div class="busy">${meter(work.utilisationPercent, `Utilisation of stage ${stage.stage}`)}
      <span>${number(work.utilisationPercent, format.percent(work.utilisationPercent))} busy</span></div>
    <p class="queue">${pips(work.microbatchesWaiting)}<span>${number(work.microbatchesWaiting,
      format.count(work.microbatchesWaiting))} waiting</span></p>
    <ul class="nodes ${named ? 'named' : ''}">${repeat(shown, (miner) => miner.hotkey, (miner) => node(miner,
        named))}</ul>
    ${all > shown.length ? html`<p class="more"><a href="#/miners?stage=${stage.stage}">${
      format.plural(all - shown.length, shown.length ? 'more miner' : 'miner')}</a></p>` : nothing}
    ${all === 0 ? html`<p class="empty">no miner yet</p>` : nothing}
    <p class="facts">${tally(counts)}<br>${format.count(work.slotsInUse)} of ${format.count(work.slots)} slots in use
        · ${rate}</p>
  </li>`;
}

function tally(counts) {
  const parts = [[counts.ready, 'ready'], [counts.active - counts.ready, 'not ready'], [counts.silent, 'silent'],
    [counts.evicted, 'evicted']];
  return parts.filter(([many], i) => many > 0 || i === 0).map(([many, word]) => `${format.count(many)}
      ${word}`).join(' · ');
}

function node(miner, named) {
  const { word } = STATES[miner.state] ?? STATES.SILENT;
  const held = `${miner.slotsInUse} of ${miner.slots} slots in use`;
  const label = `Miner ${format.short(miner.hotkey)}, ${word}${miner.slots ? `, ${held}` : ''}`;
  return html`<li><a href="#/miners/${miner.hotkey}" title="${label}" aria-label="${label}">${glyph(miner.state,
      share(miner))}
    ${named ? html`<span class="name">${format.short(miner.hotkey)}</span><span class="held">${
      miner.state === 'READY' ? `${miner.slotsInUse}/${miner.slots}` : word}</span>` : nothing}</a></li>`;
}

function pips(waiting) {
  const shown = Math.min(PIPS, waiting);
  return html`<span class="pips" aria-hidden="true">${Array.from({ length: shown }, () => html`<i></i>`)}${
    waiting > PIPS ? '…' : ''}</span>`;
}

/** What passes between two stages; the faster it goes, the more often a dot does. */
function between(stage) {
  const rate = stage.work.hopsPerSecond ?? 0;
  const pace = rate <= 0 ? 'still' : rate < 1 ? 'slow' : rate < 20 ? 'steady' : 'fast';
  return html`<li class="between ${pace}" aria-hidden="true">
    <span class="lane onwards" title="activations, onwards"><i></i><i></i><i></i></span>
    <span class="lane back" title="gradients, back"><i></i><i></i><i></i></span></li>`;
}

function legend() {
  return html`<ul class="legend" aria-label="What the marks mean">
    ${Object.entries(STATES).map(([name, { word, means }]) => html`<li>${glyph(name, 0.6)} <b>${word}</b>:
        ${means}</li>`)}
    <li><span class="pips" aria-hidden="true"><i></i></span> a microbatch that waits for a miner</li>
    <li>the ring around a ready one: its slots in use</li>
    <li><b>bottleneck</b>: the stage that the others wait for</li></ul>`;
}
