// The controls of options: radio buttons, a list where there are many, boxes to tick for several.

import { make } from './make.js';

const MOST = 5;

export function settings(options, app) {
  return options.filter(({ choices, range }) => choices.length || range).map((option) => {
    if (option.range) return number(option, app);
    const called = (value) => app.words[`option.${option.name}.${value}`] ?? app.words[`metric.${value}`] ?? value;
    const choices = option.choices.map((value) => [value, called(value)]);
    const kind = option.several ? boxes : choices.length > MOST ? list : buttons;
    const control = kind(option, choices, app);
    if (option.when) [control.dataset.when, control.dataset.value] = option.when;
    return control;
  });
}

// Shows what the state says in the controls that are there, and only those that change something.
export function sync(container, state) {
  for (const control of container.querySelectorAll('[data-when]')) {
    control.hidden = state[control.dataset.when] !== control.dataset.value;
  }
  for (const control of container.querySelectorAll('[data-option]')) {
    const value = state[control.dataset.option];
    if (control.tagName === 'SELECT' || control.type === 'number') control.value = value;
    else control.checked = value.split(',').includes(control.value);
  }
}

function group(option, app, inputs) {
  const set = make('fieldset', { className: 'option' });
  set.append(make('legend', { textContent: app.words[`option.${option.name}`] }), ...inputs);
  return set;
}

function input(type, option, [value, text], change) {
  const control = make('input', { type, value, name: `option-${option.name}` });
  control.dataset.option = option.name;
  control.addEventListener('change', change);
  const label = make('label');
  label.append(control, make('span', { textContent: text }));
  return label;
}

function buttons(option, choices, app) {
  const change = ({ target }) => app.change({ [option.name]: target.value });
  return group(option, app, choices.map((choice) => input('radio', option, choice, change)));
}

function boxes(option, choices, app) {
  const change = ({ target }) => {
    const ticked = [...target.closest('fieldset').querySelectorAll(':checked')].map(({ value }) => value);
    app.change({ [option.name]: ticked.join(',') });
  };
  return group(option, app, choices.map((choice) => input('checkbox', option, choice, change)));
}

// A whole number, asked for when it is finished; a bad one is told by the server.
function number(option, app) {
  const [min, max] = option.range;
  const control = make('input', { type: 'number', min, max, step: 1 });
  control.dataset.option = option.name;
  control.addEventListener('change', () => app.change({ [option.name]: control.value }));
  return titled(option, control, app);
}

function list(option, choices, app) {
  const select = make('select');
  select.dataset.option = option.name;
  select.append(...choices.map(([value, text]) => make('option', { value, textContent: text })));
  select.addEventListener('change', () => app.change({ [option.name]: select.value }));
  return titled(option, select, app);
}

function titled(option, control, app) {
  const title = app.words[`option.${option.name}`];
  control.setAttribute('aria-label', title);
  const pair = make('div', { className: 'option' });
  pair.append(make('span', { textContent: title }), control);
  return pair;
}
