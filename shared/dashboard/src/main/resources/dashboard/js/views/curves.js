// The curves of the run, made of its samples.

import { html } from 'lit-html';
import { LINES } from '../chart.js';

/** As many epochs as one answer has. */
export const EPOCHS = '/epochs?limit=100';
/** Samples over which the running mean of the loss forgets. */
const MEMORY = 8;
/** Stages beyond these are shown as their mean: lines that nobody can tell apart say nothing. */
const MOST_STAGES = LINES;

const known = new Map();

/** The same data while the samples are the same. */
function remembered(key, version, make) {
  const before = known.get(key);
  if (before?.version === version) return before;
  const content = { data: make(), version };
  known.set(key, content);
  return content;
}

const seconds = (sample) => new Date(sample.at) / 1000;

const LOSS = {
  label: 'Loss in nats a token, over the tokens trained',
  unit: 'nats',
  digits: 3,
  height: 230,
  x: 'count',
  xLabel: 'tokens',
  lines: [
    { label: 'samples', color: 1, faint: true, silent: true },
    { label: 'running mean', color: 0 },
    { label: 'held out', color: 2, dots: true },
  ],
};

const SPEED = {
  label: 'Tokens a second over time',
  unit: 'tokens/s',
  digits: 0,
  height: 230,
  x: 'time',
  from: 0,
  sync: 'time',
  lines: [{ label: 'tokens/s', color: 0, gaps: true }],
};

export function lossChart(state) {
  const measured = heldOut(state);
  const version = `${state.series.version} ${measured.map((one) => one.epoch)}`;
  const content = remembered('loss', version, () => loss(state.series.samples, measured));
  return html`<iota-chart .spec=${LOSS} .content=${content}></iota-chart>`;
}

/** What validators measured of the weights of the newest epochs. */
export const heldOut = (state) =>
  (state.poller.get(EPOCHS)?.epochs ?? []).map((epoch) => epoch.heldOut).filter((loss) => loss);

function loss(samples, measured) {
  const found = samples.filter((sample) => sample.lossNats !== null);
  let mean = 0;
  const points = found.map((sample, i) => [sample.tokensTrained, sample.lossNats,
    (mean += (sample.lossNats - mean) / Math.min(i + 1, MEMORY)), null]);
  // One row for each place: between two rows of the same the keyboard could not move on.
  const places = new Map(points.map((point) => [point[0], point]));
  for (const { tokensTrained, lossNats } of measured) {
    if (places.has(tokensTrained)) places.get(tokensTrained)[3] = lossNats;
    else points.push([tokensTrained, null, null, lossNats]);
  }
  points.sort((one, other) => one[0] - other[0]);
  return [0, 1, 2, 3].map((column) => points.map((point) => point[column]));
}

export function speedChart(state) {
  const content = remembered('speed', state.series.version, () => [
    state.series.samples.map(seconds),
    state.series.samples.map((sample) => sample.tokensPerSecond),
  ]);
  return html`<iota-chart .spec=${SPEED} .content=${content}></iota-chart>`;
}

export function utilisationChart(state, run) {
  const apart = run.shape.stages <= MOST_STAGES;
  const lines = apart
    ? Array.from({ length: run.shape.stages }, (_, stage) => ({ label: `stage ${stage}`, color: stage, gaps: true }))
    : [{ label: 'mean of the stages', color: 0, gaps: true }];
  const spec = {
    label: 'Share of the time that devices computed, by stage, in percent',
    unit: '%',
    digits: 0,
    height: 230,
    x: 'time',
    from: 0,
    to: 100,
    sync: 'time',
    lines,
  };
  const content = remembered('utilisation', state.series.version, () => [
    state.series.samples.map(seconds),
    ...(apart ? lines.map((_, stage) => state.series.samples.map((sample) => of(sample, stage))) : [means(state)]),
  ]);
  return html`<iota-chart .spec=${spec} .content=${content}></iota-chart>`;
}

const of = (sample, stage) => sample.stages[stage]?.utilisationPercent ?? null;

function means(state) {
  return state.series.samples.map((sample) => {
    const values = sample.stages.map((stage) => stage.utilisationPercent).filter((value) => value !== null);
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  });
}
