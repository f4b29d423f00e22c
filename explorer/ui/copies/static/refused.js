// Sentences with something in them, as refusal.py makes them.

const LONGEST = 40;

export const filled = (template, parts) => template.replaceAll(/{(\w+)}/g, (_, name) => parts[name]);

function listed(choices, words) {
  const [most, last] = [choices.slice(0, -1), choices.at(-1)];
  return most.length ? filled(words['refused.or'], { most: most.join(', '), last }) : last;
}

// A number as it is, and everything else between quotation marks, cut short where it is long.
function shown(value) {
  const text = /^\d+$/.test(value) ? value : `'${value}'`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

// Of a network that there is, but not in this copy.
export function lacked(field, value, choices, words) {
  return filled(words[`copy.only.${field}`], { value: shown(value), choices: listed(choices, words) });
}

export function refused(field, value, choices, words) {
  const template = words[`refused.${field}`] ?? words['refused.choice'];
  return filled(template, { field, value: shown(value), choices: listed(choices, words) });
}
