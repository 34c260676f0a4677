// What comes in many pages: all miners of a run, and its curves.

import { read } from './api.js';

const PAGE = 100;
const BETWEEN_PAGES = 120;
const ROUND_EVERY = 6_000;
/** So many pages are read again in a minute: the API bounds what an address makes it read. */
const PAGES_A_MINUTE = 150;
const AGAIN = 10_000;
const HIDDEN = 12;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Every miner that ever registered, read page by page and again from the start. */
export class Miners {
  constructor(changed) {
    this.changed = changed;
    this.byHotkey = new Map();
    this.list = [];
    this.version = 0;
    this.complete = false;
    this.error = null;
    this.readAt = null;
    this.limit = 0;
    this.running = false;
  }

  /** @param pages that are wanted at most; 0: none, what was read is kept */
  want(pages) {
    const more = pages > this.limit && !this.complete;
    this.limit = pages;
    if (pages > 0 && !this.running) this.run();
    else if (more) this.wake?.();
  }

  async run() {
    this.running = true;
    while (this.limit > 0) {
      let pages = 1;
      try {
        pages = await this.round();
        this.error = null;
      } catch (error) {
        this.error = error;
        this.changed();
        await this.rest(AGAIN);
        continue;
      }
      const slow = Math.max(ROUND_EVERY, (pages / PAGES_A_MINUTE) * 60_000);
      await this.rest(slow * (document.hidden ? HIDDEN : 1));
    }
    this.running = false;
  }

  rest(milliseconds) {
    return Promise.race([pause(milliseconds), new Promise((wake) => (this.wake = wake))]);
  }

  async round() {
    let after = '';
    for (let page = 0; page < this.limit; page++) {
      const { data } = await read(`/miners?limit=${PAGE}${after ? `&after=${after}` : ''}`);
      for (const miner of data.miners) this.byHotkey.set(miner.hotkey, miner);
      this.readAt = data.readAt;
      after = data.next ?? '';
      if (!after) this.complete = true;
      if (!after || page % 5 === 0 || page === this.limit - 1) this.publish();
      if (!after) return page + 1;
      await pause(BETWEEN_PAGES);
    }
    return this.limit;
  }

  publish() {
    this.list = [...this.byHotkey.values()];
    this.version += 1;
    this.changed();
  }
}

/** The curves of a run: a sample of each hour, and every sample of the last one. */
export class Series {
  static EVERY = 5_000;
  static MOST = 3_000;

  constructor(changed) {
    this.changed = changed;
    this.hours = [];
    this.fine = [];
    this.samples = [];
    this.version = 0;
    this.error = null;
    this.wanted = false;
    this.running = false;
  }

  want(wanted) {
    this.wanted = wanted;
    if (wanted && !this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.wanted) {
      try {
        await this.more();
        this.error = null;
      } catch (error) {
        this.error = error;
      }
      await pause(Series.EVERY * (document.hidden ? HIDDEN : 1));
    }
    this.running = false;
  }

  async more() {
    if (this.fine.length === 0) this.hours = await this.all('hour', '');
    const last = this.fine.at(-1)?.at ?? '';
    const fresh = await this.all('fine', last);
    if (fresh.length === 0) return;
    this.fine = [...this.fine, ...fresh].slice(-Series.MOST);
    const before = this.hours.filter((sample) => sample.at < this.fine[0].at);
    this.samples = [...before, ...this.fine];
    this.version += 1;
    this.changed();
  }

  async all(resolution, since) {
    const found = [];
    let from = since;
    do {
      const query = `resolution=${resolution}${from ? `&since=${encodeURIComponent(from)}` : ''}`;
      const { data } = await read(`/series?${query}`);
      found.push(...data.samples);
      from = data.next;
    } while (from && found.length < Series.MOST);
    return found;
  }
}
