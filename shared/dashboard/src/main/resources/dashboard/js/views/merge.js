// The merge of a stage: who computed the same as whom, who was wrong, and what became of every shard.

import { html, nothing } from 'lit-html';
import * as format from '../format.js';
import { empty, hotkey, instead, pill } from '../parts.js';

/** A larger table nobody reads; those that were wrong come first. */
const MOST = 32;
const FEW_SHARDS = 12;
const SHARD_TONES = { OPEN: 'wait', DISPUTED: 'bad', AGREED: 'good', STORED: 'good' };

export function merge(state, epoch, stage) {
  if (stage === undefined) return empty('No stage merges yet: that begins when the epoch has drained.');
  const path = `/epochs/${epoch}/stages/${stage}`;
  const view = state.poller.get(path);
  if (!view) return instead(state.poller.error(path));
  return html`${remarks(view)}${matrix(view)}${uploads(view)}${shards(view)}`;
}

function remarks({ merge: one }) {
  return html`<p class="remark">Stage ${one.stage} is ${format.words(one.phase)}; ${format.plural(one.uploadsMerged,
      'upload')} merged.
      Two miners compute every shard, and their results have to be the same bit for bit.</p>
    ${one.carriedOver ? html`<p class="remark bad">Nothing is merged: ${one.carriedOver}</p>` : nothing}
    ${one.wrong.map((who) => html`<p class="remark bad">${pill('wrong', 'bad')} ${hotkey(who.hotkey)}
        ${who.reason}</p>`)}
    ${one.excluded.map((who) => html`<p class="remark">${pill('left out', 'wait')} ${hotkey(who.hotkey)}
        ${who.reason}</p>`)}`;
}

/** For every two miners, on how many shards they agreed and on how many not. */
export function relations(view) {
  const pairs = new Map();
  const did = new Map(view.uploads.map((upload) => [upload.hotkey, 0]));
  const wrong = new Set(view.merge.wrong.map((who) => who.hotkey));
  const note = (a, b, kind) => {
    if (a === b) return;
    for (const key of [`${a} ${b}`, `${b} ${a}`]) {
      const pair = pairs.get(key) ?? { same: 0, different: 0 };
      pair[kind] += 1;
      pairs.set(key, pair);
    }
  };
  for (const shard of view.shards) {
    const disputed = shard.state === 'DISPUTED';
    shard.wrong.forEach((who) => wrong.add(who));
    const all = [...shard.answered, ...shard.wrong];
    for (const who of all) did.set(who, (did.get(who) ?? 0) + 1);
    for (const owner of shard.owners) did.set(owner, did.get(owner) ?? 0);
    shard.answered.forEach((a, i) => {
      shard.answered.slice(i + 1).forEach((b) => note(a, b, disputed ? 'different' : 'same'));
      shard.wrong.forEach((b) => note(a, b, 'different'));
    });
  }
  const names = [...did.keys()].sort((a, b) => Number(wrong.has(b)) - Number(wrong.has(a)) || (a < b ? -1 : 1));
  return { names, pairs, did, wrong };
}

function matrix(view) {
  const { names, pairs, did, wrong } = relations(view);
  if (names.length === 0) return empty('No miner has computed a shard of it.');
  const shown = names.slice(0, MOST);
  const culprit = (name) => (wrong.has(name) ? 'culprit' : '');
  return html`<p class="remark">Of two miners: the number of shards on which they got the same result,
      and after ✕ that of those on
      which they did not.${names.length > MOST ? ` ${names.length - MOST} more miners are not shown.` : ''}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Who agreed with whom"><table class="matrix">
    <thead><tr><th scope="col">Miner</th>${shown.map((name, i) => html`<th scope="col" class="number ${culprit(name)}"
      title=${name}>${i + 1}</th>`)}<th scope="col" class="number">Shards done</th></tr></thead>
    <tbody>${shown.map((name, i) => html`<tr class=${culprit(name)}><th scope="row"><span
        class="index">${i + 1}</span> ${hotkey(name)}
      ${wrong.has(name) ? html`<span class="culprit">✕ wrong</span>` : nothing}</th>
      ${shown.map((other) => cell(name === other, pairs.get(`${name} ${other}`)))}
      <td class="number">${did.get(name)}</td></tr>`)}</tbody></table></div>`;
}

function cell(itself, pair) {
  if (itself) return html`<td class="itself"><span class="unseen">itself</span></td>`;
  if (!pair) return html`<td class="none"><span aria-label="no shard together">·</span></td>`;
  if (pair.different) {
    return html`<td class="different"><span aria-label="different on ${pair.different}, the same on ${pair.same}">✕ ${
      pair.different}${pair.same ? html` <small>/ ${pair.same}</small>` : nothing}</span></td>`;
  }
  return html`<td class="same"><span aria-label="the same on ${pair.same}">${pair.same}</span></td>`;
}

function uploads({ uploads: all }) {
  if (all.length === 0) return nothing;
  return html`<h3>Uploads</h3><div class="scroll" tabindex="0" role="region" aria-label="Uploads"><table>
    <thead><tr><th scope="col">Miner</th><th scope="col">Upload</th><th scope="col" class="number">Size</th>
      <th scope="col" class="number">Microbatches</th></tr></thead>
    <tbody>${all.map((one) => html`<tr><th scope="row">${hotkey(one.hotkey)}</th>
      <td>${one.excluded ? html`${pill('left out', 'bad')} ${one.excluded}` : one.accepted ? pill('stored', 'good') :
          pill('on its way', 'wait')}</td>
      <td class="number">${format.bytes(one.bytes)}</td>
      <td class="number">${format.count(one.microbatches)}</td></tr>`)}</tbody>
  </table></div>`;
}

function shards({ shards: all }) {
  if (all.length === 0) return nothing;
  return html`<details class="shards" ?open=${all.length <= FEW_SHARDS}><summary>All ${format.plural(all.length,
      'shard')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Shards"><table>
    <thead><tr><th scope="col">Shard</th><th scope="col">Blocks of weights</th><th scope="col">State</th><th
        scope="col">Owners</th>
      <th scope="col">Result by</th><th scope="col">Wrong</th></tr></thead>
    <tbody>${all.map((shard) => html`<tr><th scope="row">${format.words(shard.round)} ${shard.index}</th>
      <td>${format.count(shard.firstBlock)} to ${format.count(shard.firstBlock + shard.blocks - 1)}</td>
      <td>${pill(format.words(shard.state), SHARD_TONES[shard.state] ?? 'off')}</td>
      <td>${keys(shard.owners)}</td>
      <td>${keys(shard.answered)}${shard.mergeFunction ? html` <span>the merge function</span>` : nothing}${
        shard.released ? html` <small>handed to ${format.plural(shard.released, 'other')}</small>` : nothing}</td>
      <td class=${shard.wrong.length ? 'culprit' : ''}>${shard.wrong.length ? keys(shard.wrong) :
          '–'}</td></tr>`)}</tbody>
    </table></div></details>`;
}

const keys = (all) => (all.length ? all.map((name) => html`${hotkey(name)} `) : '–');
