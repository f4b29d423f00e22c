// What is wrong with what was asked: one sentence under the control that it is about.

import { make } from './make.js';

export class Notice {
  constructor(element) {
    this.element = element;
  }

  show(problems = {}, sentence = '') {
    for (const input of document.querySelectorAll('#question [aria-invalid]')) input.removeAttribute('aria-invalid');
    const told = Object.entries(problems).map(([name, problem]) => this.under(name, problem));
    this.element.replaceChildren(...told, ...(sentence ? [this.line(sentence)] : []));
    this.element.hidden = !this.element.children.length;
  }

  // What is known later, once.
  add(sentence) {
    if ([...this.element.children].some((line) => line.textContent === sentence)) return;
    this.element.append(this.line(sentence));
    this.element.hidden = false;
  }

  line(textContent) {
    return make('p', { textContent });
  }

  under(name, problem) {
    const line = this.line(problem);
    const control = document.getElementById(name);
    line.style.marginInlineStart = `${control.getBoundingClientRect().left - this.element.parentElement.getBoundingClientRect().left}px`;
    control.querySelector('input, textarea').setAttribute('aria-invalid', 'true');
    return line;
  }
}
