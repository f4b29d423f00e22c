// Finds a part of the network by name or by what it is, and goes there.

import { make } from './make.js';
import { sought } from './sought.js';

const MOST = 50;

export class Search {
  constructor(form, app) {
    Object.assign(this, { form, app, field: form.querySelector('input'), list: form.querySelector('datalist') });
  }

  listen(signal) {
    const label = this.app.words['page.search'];
    Object.assign(this.field, { placeholder: label });
    this.field.setAttribute('aria-label', label);
    this.field.addEventListener('input', () => this.suggest(), { signal });
    this.form.addEventListener('submit', (event) => this.go(event), { signal });
  }

  // Those that are called so come before those that are something of the kind: 7x7 finds 7×7.
  found(text) {
    const wanted = sought(text);
    if (!wanted) return [];
    const all = Object.entries(this.app.facts).filter(([name]) => name);
    const named = all.filter(([name]) => name.toLowerCase().includes(wanted));
    const kind = all.filter(([, fact]) => `${fact.kind} ${fact.lines.join(' ')}`.toLowerCase().includes(wanted));
    const exact = named.filter(([name]) => name.toLowerCase() === wanted);
    return [...new Map([...exact, ...named, ...kind])];
  }

  suggest() {
    const option = ([name, { kind }]) => make('option', { value: name, label: `${name} · ${kind}` });
    this.list.replaceChildren(...this.found(this.field.value).slice(0, MOST).map(option));
    this.field.setCustomValidity('');
    if (this.app.facts[this.field.value]) this.app.goTo(this.field.value);
  }

  go(event) {
    event.preventDefault();
    const [first] = this.found(this.field.value);
    if (first) this.app.goTo(first[0]);
    else this.field.setCustomValidity(this.app.words['page.search.none'].replace('{text}', this.field.value));
    this.field.reportValidity();
  }
}
