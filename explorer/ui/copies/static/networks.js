// Which networks a copy has, and the lists that one is chosen from.

import { make } from './make.js';
import { lacked } from './refused.js';

const FIELDS = ['variant', 'depth', 'size', 'height', 'width', 'classes'];
const LISTS = { variant: 'page.variant', depth: 'page.depth', size: 'copy.size' };

const distinct = (values) => [...new Set(values)];

export class Networks {
  // `queries` are the Specs, `usual` the variant of those that name none; `choose` is told the query of another.
  constructor(queries, usual, choose) {
    this.all = queries.map((query) => ({ variant: usual, ...Object.fromEntries(new URLSearchParams(query)), query }));
    for (const network of this.all) network.size = `${network.height}×${network.width}`;
    this.choose = choose;
  }

  // The one that has most of what is asked, field by field, and a sentence for each that it has otherwise.
  find(asked, words) {
    let fitting = this.all;
    const problems = [];
    for (const field of FIELDS.filter((name) => asked[name] !== undefined)) {
      const fits = fitting.filter((network) => network[field] === asked[field]);
      if (fits.length) fitting = fits;
      else problems.push(lacked(field, asked[field], distinct(fitting.map((network) => network[field])), words));
    }
    return { network: fitting[0], problems };
  }

  // A list for each in which they differ; of the depths those of the variant.
  show(here, words, container) {
    const lists = Object.keys(LISTS).map((field) => this.list(field, here, words));
    container.replaceChildren(...lists.filter((label) => label.querySelectorAll('option').length > 1));
  }

  list(field, here, words) {
    const kin = this.all.filter(({ variant }) => field === 'variant' || variant === here.variant);
    const text = (value) => words[`variant.${value}`] ?? value;
    const select = make('select', { ariaLabel: words[LISTS[field]] });
    select.append(...distinct(kin.map((network) => network[field]))
      .map((value) => make('option', { value, textContent: text(value), selected: value === here[field] })));
    select.addEventListener('change', () => this.choose(this.beside(here, field, select.value, words).query));
    const label = make('label');
    label.append(make('span', { textContent: words[LISTS[field]] }), select);
    return label;
  }

  beside({ variant, depth, size }, field, value, words) {
    return this.find({ variant, depth, size, [field]: value }, words).network;
  }
}
