// A table that can be sorted, filtered and walked; its rows meet the pictures by name.

import { make } from './make.js';
import { csv, download } from './save.js';
import { sought } from './sought.js';

const WHOLE = /^-?\d+$/;
const SMALLEST = -4; // power of ten that is written as a decimal
const raised = (whole) => [...`${whole}`].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('');
const inWords = new Intl.Collator(undefined, { numeric: true });

export class Grid {
  constructor(container, app) {
    Object.assign(this, { container, app });
    this.filter = make('input', { type: 'search', className: 'filter' });
    this.filter.addEventListener('input', () => this.set({ filter: this.filter.value }));
    this.count = make('output', { className: 'count' });
    this.table = make('table');
    this.notes = make('ul', { className: 'notes' });
  }

  get words() {
    return this.app.words;
  }

  show(content, caption) {
    this.content = content;
    this.filter.value = this.app.state.filter;
    this.filter.setAttribute('aria-label', this.words['page.filter']);
    this.filter.placeholder = this.words['page.filter'];
    this.table.replaceChildren(make('caption', { textContent: caption }), this.head(), make('tbody'));
    this.notes.replaceChildren(...content.notes.map((note) => make('li', { textContent: note })));
    const tools = make('div', { className: 'tools' });
    tools.append(this.filter, this.count);
    const scroller = make('div', { className: 'scroller', tabIndex: 0 });
    scroller.setAttribute('role', 'region');
    scroller.setAttribute('aria-label', caption);
    scroller.append(this.table);
    this.container.replaceChildren(tools, scroller, this.notes);
    this.fill();
    this.reveal();
  }

  clear() {
    this.content = undefined;
    this.container.replaceChildren();
  }

  head() {
    const row = make('tr');
    row.append(...this.content.columns.map((column, place) => {
      const cell = make('th', { scope: 'col', className: column.number ? 'number' : '' });
      const button = make('button', { type: 'button', textContent: column.title });
      button.addEventListener('click', () => this.sort(place));
      cell.append(button);
      return cell;
    }));
    const head = make('thead');
    head.append(row);
    return head;
  }

  // What is sorted by, as the address says it: `macs` upwards, `-macs` downwards.
  get sorted() {
    const [, down, key] = /^(-?)(.*)$/.exec(this.app.state.sort);
    const place = this.content.columns.findIndex((column) => column.key === key);
    return place < 0 ? undefined : { place, direction: down ? 'descending' : 'ascending' };
  }

  // Up, then down, then as the network has it.
  sort(place) {
    const { key } = this.content.columns[place];
    const next = new Map([[key, `-${key}`], [`-${key}`, '']]);
    this.set({ sort: next.get(this.app.state.sort) ?? key });
  }

  set(view) {
    this.app.note(view);
    this.fill();
  }

  get rows() {
    const wanted = sought(this.filter.value);
    const has = (cell, place) => [`${cell}`, this.text(cell, place)].some((text) => text.toLowerCase().includes(wanted));
    const rows = this.content.rows.filter(({ cells }) => cells.some(has));
    if (!this.sorted) return rows;
    const { place, direction } = this.sorted;
    const sign = direction === 'ascending' ? 1 : -1;
    const order = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : inWords.compare(a, b));
    return rows.toSorted((a, b) => sign * order(a.cells[place] ?? '', b.cells[place] ?? ''));
  }

  fill() {
    const { rows, sorted } = this;
    const heads = [...this.table.querySelectorAll('th[scope=col]')];
    heads.forEach((cell, place) => {
      if (sorted?.place === place) cell.setAttribute('aria-sort', sorted.direction);
      else cell.removeAttribute('aria-sort');
    });
    this.table.tBodies[0].replaceChildren(...rows.map((row) => this.row(row)));
    this.count.textContent = this.words['page.rows'].replace('{shown}', rows.length)
      .replace('{all}', this.content.rows.length);
    this.mark();
  }

  row({ name, cells }) {
    const row = make('tr');
    row.dataset.name = name;
    row.append(...cells.map((cell, place) => this.cell(cell, place, name)));
    row.addEventListener('click', () => name && this.app.select(name));
    row.addEventListener('pointerenter', () => this.app.hover(name || undefined));
    row.addEventListener('pointerleave', () => this.app.hover(undefined));
    return row;
  }

  // Whole numbers in full, others to three digits, `8.88×10⁻¹⁴`. One that a double does not hold comes as text.
  text(value, place) {
    if (value === null) return this.words['describe.uncounted'];
    if (!this.content.columns[place].number) return `${value}`;
    if (typeof value !== 'number') return WHOLE.test(value) ? BigInt(value).toLocaleString(this.app.language) : value;
    if (Number.isInteger(value)) return value.toLocaleString(this.app.language);
    const [mantissa, exponent] = value.toExponential(2).split('e');
    const small = exponent < SMALLEST;
    const text = (small ? +mantissa : value).toLocaleString(this.app.language, { maximumSignificantDigits: 3 });
    return small ? `${text}×10⁻${raised(-exponent)}` : text;
  }

  cell(value, place, name) {
    const { number, prose } = this.content.columns[place];
    const text = this.text(value, place);
    const cell = make(place ? 'td' : 'th', { className: number ? 'number' : prose ? 'prose' : '' });
    if (place) {
      cell.textContent = text;
      return cell;
    }
    cell.scope = 'row';
    if (!name) cell.textContent = text;
    else cell.append(this.opener(text));
    return cell;
  }

  // One stop for the tabulator in all the table; from there arrows go up and down.
  opener(text) {
    const button = make('button', { type: 'button', textContent: text, tabIndex: -1 });
    button.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const all = [...this.table.tBodies[0].querySelectorAll('button')];
      const next = all[all.indexOf(button) + step];
      if (!next) return;
      this.stop(next);
      next.focus();
    });
    return button;
  }

  stop(button) {
    for (const other of this.table.tBodies[0].querySelectorAll('button[tabindex="0"]')) other.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  // The rows of a part: of itself, of what is inside it, or of the nearest that it is inside of.
  about(rows, name) {
    for (const part of name ? [name, ...this.app.within(name)] : []) {
      const own = rows.filter(({ dataset }) => dataset.name === part);
      if (own.length) return new Set(own);
      const inside = rows.filter(({ dataset }) => this.app.within(dataset.name).includes(part));
      if (inside.length) return new Set(inside);
    }
    return new Set();
  }

  mark() {
    if (!this.content) return;
    const { state, hovered } = this.app;
    const rows = [...this.table.tBodies[0].rows];
    const [lit, selected] = [this.about(rows, hovered), this.about(rows, state.select)];
    for (const row of rows) {
      row.classList.toggle('hovered', lit.has(row));
      if (selected.has(row)) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
    const first = rows.find((row) => row.hasAttribute('aria-current')) ?? rows[0];
    this.stop(first?.querySelector('button'));
  }

  // Scrolls the table, and not the page, to the selected row.
  reveal() {
    const row = this.table.querySelector('[aria-current]');
    const scroller = this.container.querySelector('.scroller');
    if (row && scroller) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
  }

  // The rows as they stand: filtered and sorted.
  save(name) {
    const blob = new Blob([csv({ ...this.content, rows: this.rows })], { type: 'text/csv' });
    const url = URL.createObjectURL(blob);
    download(url, `${name}.csv`);
    setTimeout(() => URL.revokeObjectURL(url));
  }
}
