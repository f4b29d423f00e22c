// What is to be seen, as a state, and as the addresses of all that shows it.

import { Address } from './address.js';
import { named } from './named.js';

const ALWAYS = ['level', 'overlay'];

export class View {
  // `given`: the base of our addresses, the canvases' widths, all diagrams, the options `shared` by them and those
  // of `saving`, the depths of every variant, which of these is the usual one, and, of a page that has a server, the
  // query of its first network.
  constructor(given) {
    Object.assign(this, given);
    const { diagrams, shared, saving } = this;
    const options = [...diagrams.flatMap((diagram) => [...diagram.options, ...diagram.settings]), ...shared, ...saving];
    this.defaults = Object.fromEntries(options.map((option) => [option.name, option.default]));
    Object.assign(this.defaults, { tab: diagrams[1].name, filter: '', sort: '', select: '', run: '' });
    this.address = new Address(this.defaults, ALWAYS);
    this.state = { ...this.defaults, spec: '' };
  }

  // The query that a server is about to answer, where the page's address has none of ours or is as we write it.
  get awaited() {
    if (!this.first) return undefined;
    return this.address.silent ? this.first : this.address.written && location.search;
  }

  get variant() {
    return new URLSearchParams(this.state.spec).get('variant') ?? this.usual;
  }

  url(path, more = {}) {
    const url = new URL(path, this.base);
    const parts = [...new URLSearchParams(this.state.spec), ['lang', this.language], ...Object.entries(more)];
    url.search = new URLSearchParams(parts);
    return url;
  }

  valuesOf(options) {
    return Object.fromEntries(options.map(({ name }) => [name, this.state[name]]));
  }

  figure(diagram, more) {
    const options = [...diagram.options, ...diagram.follows, ...this.measuring(diagram), ...this.shared];
    return this.url(`figure/${diagram.name}`, { ...this.valuesOf(options), ...this.way(diagram), ...more });
  }

  table(diagram) {
    const { select, ...options } = this.valuesOf(diagram.options);
    return this.url(`table/${diagram.name}`, { ...options, ...this.valuesOf(this.measuring(diagram)), ...this.way(diagram) });
  }

  // What is set before what a diagram shows is measured.
  measuring(diagram) {
    return diagram.experiment ? diagram.settings : this.measured(diagram) ?? [];
  }

  // What is set before its colours are measured, undefined where they need not be.
  measured({ overlays }) {
    return named(overlays)[this.state.overlay];
  }

  // What of a diagram that grows is there.
  way() {
    return {};
  }

  // Where colours have to be measured first, the structure is drawn before that.
  steps(diagram, more) {
    const url = this.figure(diagram, more);
    if (!this.measured(diagram)) return [url];
    const plain = new URL(url);
    plain.searchParams.set('overlay', this.defaults.overlay);
    return [plain, url];
  }

  // The widest canvas that there is room for.
  canvasFor(room) {
    const widestFirst = Object.entries(this.canvases).toSorted(([, a], [, b]) => b - a);
    return (widestFirst.find(([, width]) => width <= room) ?? widestFirst.at(-1))[0];
  }
}
