// The run at a glance.

import { html } from 'lit-html';
import * as format from '../format.js';
import { empty, figure, instead, number, panel, tile } from '../parts.js';
import { EPOCHS, lossChart, speedChart, utilisationChart } from './curves.js';
import { eventList } from './events.js';
import { network } from './network.js';
import { phases } from './phases.js';

/** Five hundred miners are as many as the picture of the network shows one by one. */
const PAGES = 5;
const NOTES = {
  loss: html`Nats a token, over the tokens trained; the bold line is the running mean.`,
  speed: 'Trained between two sweeps. It falls while the replicas of an epoch merge.',
  utilisation: html`Share of the time that the devices of a stage computed. The busiest need not be the bottleneck.`,
};
const STALE_STAGES = 150_000;

export const overview = {
  title: () => 'Overview',
  series: true,
  minerPages: () => PAGES,
  needs: (state) => ({
    '/stages': 3_000,
    '/events': 6_000,
    ...epochNeeds(state),
  }),
  draw: (state) => {
    const run = state.poller.get('/run');
    const stages = state.poller.get('/stages');
    if (!run) return instead(state.poller.error('/run'));
    return html`${tiles(state, run, stages)}
      ${panel('Network', stages ? network(state, run, stages) : instead(state.poller.error('/stages')), {
        aside: looked(state, stages),
        kind: 'wide',
      })}
      <div class="curves">
        ${figure('Loss', lossChart(state), html`${NOTES.loss} ${heldOutNote(run)}`)}
        ${figure('Tokens a second', speedChart(state), NOTES.speed)}
        ${figure('Utilisation of the stages', utilisationChart(state, run), NOTES.utilisation)}
      </div>
      <div class="halves">
        ${panel(`Epoch ${run.epoch}`, html`${phases(state, run)}${past(state, run)}`, {
          aside: html`${run.epochs ? `${run.epoch + 1} of ${run.epochs} · ` : ''}<a
            href="#/epochs/${run.epoch}">its merges</a>`,
        })}
        ${panel('What happened', news(state), { aside: html`<a href="#/events">all events</a>` })}
      </div>`;
  },
};

function heldOutNote(run) {
  if (run.heldOut) return 'A dot is what a validator measured of the weights of an epoch on text held out.';
  return run.epoch > 0
    ? 'No validator has measured the published weights on text held out yet.'
    : 'Held-out loss follows when an epoch is published: a validator measures its weights.';
}

/** An estimate, and so it is called. */
function cost({ cost }) {
  const told = cost ? `an estimate: calls counted on ${cost.factorsOf} at list prices, without traffic and storage`
    : 'known after the first sweep';
  return tile(cost?.charged === false ? 'In AWS, about' : 'Cost so far, about',
    number(cost?.dollars, format.dollars(cost?.dollars)), cost?.charged === false ? 'it would have cost' : '', told);
}

function epochNeeds(state) {
  const run = state.poller.get('/run');
  return run && run.epochBeganAt ? { [`/epochs/${run.epoch}`]: 4_000, [EPOCHS]: 10_000 } : {};
}

/** The epochs before, each in a line. */
function past(state, run) {
  const before = state.poller.get(EPOCHS)?.epochs.filter((epoch) => epoch.epoch < run.epoch &&
      epoch.phase === 'PUBLISHED') ?? [];
  return before.length === 0 ? '' : html`<h3>Before</h3><table><thead><tr><th scope="col">Epoch</th>
    <th scope="col" class="number">Merged in</th><th scope="col" class="number">Shards agreed</th>
    <th scope="col" class="number">Wrong</th></tr></thead><tbody>${before.slice(0, 5).map(({ epoch, mergeSeconds,
        merge }) => html`<tr>
    <th scope="row"><a href="#/epochs/${epoch}">${epoch}</a></th><td class="number">${format.span(mergeSeconds *
        1000)}</td>
    <td class="number">${format.count(merge.shardsAgreed)} of ${format.count(merge.shards)}</td>
    <td class="number">${merge.minersWrong ? html`<span class="culprit">✕ ${merge.minersWrong}</span>` :
        'none'}</td></tr>`)}</tbody></table>`;
}

function news(state) {
  const events = state.poller.get('/events');
  if (!events) return instead(state.poller.error('/events'));
  return events.events.length ? eventList(state, events.events.slice(0, 6)) : empty('Nothing worth telling yet.');
}

function looked(state, stages) {
  if (!stages?.stages.length) return '';
  const at = Math.max(...stages.stages.map((stage) => new Date(stage.sampledAt)));
  const age = state.poller.now() - at;
  return age > STALE_STAGES
    ? html`<strong class="old">stale: the sweep looked ${format.span(age)} ago</strong>`
    : html`as the sweep found it ${format.span(age)} ago`;
}

function tiles(state, run, stages) {
  const { work } = run;
  const sample = state.series.samples.at(-1);
  const counts = stages?.stages.map((stage) => stage.miners) ?? [];
  const sum = (pick) => counts.reduce((total, miners) => total + pick(miners), 0);
  const gone = sum((miners) => miners.silent + miners.evicted);
  const done = work.microbatchesCompleted > 0;
  return html`<dl class="tiles">
    ${tile('Loss, newest microbatch', number(done ? work.lastLossNats : null, format.fixed(work.lastLossNats, 3)),
        'nats a token',
      done ? `mean of all so far ${format.fixed(work.meanLossNats, 3)}` : 'no microbatch is complete yet')}
    ${tile('Held-out loss', number(run.heldOut?.lossNats, format.fixed(run.heldOut?.lossNats, 3)), 'nats a token',
      run.heldOut ? `after epoch ${run.heldOut.epoch}, over ${format.count(run.heldOut.tokens)} tokens` :
        'not measured yet')}
    ${tile('Tokens trained', number(work.tokensTrained, format.count(work.tokensTrained)), '',
      `${format.plural(work.microbatchesCompleted, 'microbatch', 'microbatches')} of
          ${format.count(run.shape.tokensPerMicrobatch)}`)}
    ${tile('Speed', number(sample?.tokensPerSecond, format.count(Math.round(sample?.tokensPerSecond ?? NaN))),
        'tokens/s',
      'between the last two sweeps')}
    ${tile('Miners', stages ? number(sum((miners) => miners.active), format.count(sum((miners) => miners.active))) :
        '–', 'active',
      stages ? `${format.count(sum((miners) => miners.ready))} take work, ${format.count(gone)} gone` : '')}
    ${tile('On its way', number(work.microbatchesInFlight, format.count(work.microbatchesInFlight)), 'microbatches',
      `${format.count(work.hopsHandedOutAgain)} hops handed out again, ${format.count(work.microbatchesLost)} lost`)}
    ${tile('Audits', number(run.audits.drawn, format.count(run.audits.drawn)), 'drawn',
      `${format.count(run.audits.passed)} passed, ${format.count(run.audits.confirmed)} found a fault`)}
    ${cost(run)}
  </dl>`;
}
