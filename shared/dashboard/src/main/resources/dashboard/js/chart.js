// A chart: uPlot, with colours of the theme, a cursor for the keyboard, and its values as text.

import * as format from './format.js';

const FONT = '12px system-ui, sans-serif';
/** Told apart without colour, too. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4]];
export const LINES = 6;
const DAY = 86_400;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const dash = (index) => DASHES[index % DASHES.length];

/**
 * <iota-chart> with .spec and .data:
 * spec = { label, unit, digits, height, x: 'time' | 'count', xLabel, from, to, sync,
 *          lines: [{ label, color: number, faint, gaps }] }
 * data = [xs, ys, …]; `version` says whether it changed.
 */
class Chart extends HTMLElement {
  #plot = null;
  #spec = null;
  #data = null;
  #version = null;
  #index = null;
  #resize = new ResizeObserver(() => this.#fit());
  #theme = matchMedia('(prefers-color-scheme: dark)');
  #recolour = () => this.#rebuild();

  set spec(spec) {
    const changed = !this.#spec || JSON.stringify(spec.lines) !== JSON.stringify(this.#spec.lines);
    this.#spec = spec;
    if (changed) this.#rebuild();
  }

  set content({ data, version }) {
    if (version === this.#version) return;
    this.#version = version;
    this.#data = data;
    if (this.#plot) this.#plot.setData(data);
    else this.#rebuild();
    this.#say();
  }

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute('role', 'slider');
    this.addEventListener('keydown', (event) => this.#move(event));
    this.addEventListener('blur', () => this.#point(null));
    this.#theme.addEventListener('change', this.#recolour);
    this.#resize.observe(this);
    this.#rebuild();
    this.#say();
  }

  disconnectedCallback() {
    this.#theme.removeEventListener('change', this.#recolour);
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #rebuild() {
    if (!this.isConnected || !this.#spec || !this.#data || this.clientWidth === 0) return;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#data, this);
  }

  #fit() {
    if (!this.#plot) this.#rebuild();
    else if (this.clientWidth > 0) this.#plot.setSize({ width: this.clientWidth, height: this.#spec.height });
  }

  #options() {
    const spec = this.#spec;
    const axis = { stroke: css('--muted'), font: FONT, ticks: { show: false }, grid: { stroke: css('--line'), width:
        1 } };
    const number = (value) => (Math.abs(value) >= 1e4 ? format.count(value) : String(Number(value.toPrecision(6))));
    return {
      width: this.clientWidth,
      height: spec.height,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: spec.sync ? { key: spec.sync } : undefined,
        points: { size: 7 } },
      scales: {
        x: { time: spec.x === 'time' },
        y: { range: (_, low, high) => Chart.#range(spec, low, high) },
      },
      axes: [
        { ...axis, grid: { show: false }, space: 70, size: 32,
          values: (_, ticks) => ticks.map(spec.x === 'time' ? Chart.#hour(ticks) : format.count) },
        { ...axis, size: 48, space: 34, values: (_, ticks) => ticks.map(number) },
      ],
      series: [{}, ...spec.lines.map((line) => this.#line(line))],
      hooks: { setCursor: [(plot) => this.#point(plot.cursor.idx)] },
    };
  }

  /** Hours and minutes, or the day where days are shown. */
  static #hour(ticks) {
    const days = ticks.length > 1 && ticks.at(-1) - ticks[0] > DAY;
    return (tick) => (days ? format.day(tick * 1000) : format.hour(tick * 1000));
  }

  static #range(spec, low, high) {
    if (low === null) return [spec.from ?? 0, spec.to ?? 1];
    const margin = (high - low || Math.abs(high) || 1) * 0.08;
    return [spec.from ?? low - margin, spec.to ?? high + margin];
  }

  #line(line) {
    const stroke = css(`--line-${line.color % LINES}`);
    return {
      label: line.label,
      stroke: line.faint ? css('--faint') : stroke,
      width: line.faint ? 1 : 2,
      dash: line.faint ? [] : dash(line.color),
      spanGaps: !line.gaps,
      points: { show: line.dots ?? false, size: 6, fill: stroke },
    };
  }

  #move(event) {
    const last = (this.#data?.[0].length ?? 0) - 1;
    if (last < 0 || !this.#plot) return;
    const at = this.#index ?? last;
    const step = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step, Home: 0,
      End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, to));
    this.#plot.setCursor({ left: this.#plot.valToPos(this.#data[0][index], 'x'), top: 10 });
    this.#point(index);
  }

  #point(index) {
    this.#index = index ?? null;
    this.#say();
  }

  /** The values at the cursor, or the newest ones, as text: for eyes beside the chart, and for a screen reader. */
  #say() {
    const spec = this.#spec;
    const xs = this.#data?.[0] ?? [];
    const last = xs.length - 1;
    const index = Math.min(last, this.#index ?? last);
    if (!spec) return;
    this.setAttribute('aria-label', spec.label);
    this.setAttribute('aria-valuemin', '0');
    this.setAttribute('aria-valuemax', String(Math.max(0, last)));
    this.setAttribute('aria-valuenow', String(Math.max(0, index)));
    const text = index < 0 ? 'nothing yet' : `${this.#at(xs[index])}: ${this.#values(index)}`;
    this.setAttribute('aria-valuetext', text);
    const out = this.closest('figure')?.querySelector('output');
    if (out && out.textContent !== text) out.textContent = text;
  }

  #at(x) {
    return this.#spec.x === 'time'
      ? format.moment(new Date(x * 1000).toISOString(), Date.now())
      : `${format.count(x)} ${this.#spec.xLabel}`;
  }

  #values(index) {
    const { lines, unit, digits } = this.#spec;
    return lines
      .map((line, i) => [line, this.#data[i + 1][index]])
      .filter(([line, value]) => format.isKnown(value) && !line.silent)
      .map(([line, value]) => `${lines.length > 1 ? `${line.label} ` : ''}${format.count(value) === String(value)
        || digits === 0 ? format.count(Math.round(value)) : value.toFixed(digits)} ${unit}`)
      .join(' · ') || 'not known';
  }
}

customElements.define('iota-chart', Chart);
