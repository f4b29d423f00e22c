// From one picture of the Network to the next: what is gone shrinks, what both have moves, then what is new grows.

import { shape } from './make.js';

const DURATION = 700;
const NUMBER = /-?\d+(?:\.\d+)?/g;

const numbers = (d) => d.match(NUMBER).map(Number);
const eased = (t) => t * t * (3 - 2 * t);

export class Morph {
  constructor(stage, plot) {
    this.plot = plot;
    this.svg = stage.insertBefore(shape('svg', { class: 'morph', 'aria-hidden': 'true' }), plot.nextSibling);
    this.still = matchMedia('(prefers-reduced-motion: reduce)');
  }

  // `before` and `now` are the meta of two pictures in one place, `transform` takes them to the screen.
  run(before, now, { width, height, transform }) {
    this.end();
    if (this.still.matches) return;
    const group = shape('g', { transform });
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', height);
    this.svg.replaceChildren(group);
    const steps = moves(before, now).map((move) => drawn(group, move));
    this.plot.style.opacity = 0;
    this.begun = performance.now();
    this.go(steps);
  }

  go(steps) {
    const t = Math.min((performance.now() - this.begun) / DURATION, 1);
    for (const step of steps) step(eased(t));
    if (t < 1) this.frame = requestAnimationFrame(() => this.go(steps));
    else this.end();
  }

  end() {
    cancelAnimationFrame(this.frame);
    this.svg.replaceChildren();
    this.plot.style.opacity = '';
  }
}

// What is drawn of either picture, in the order of the networks: { d, fill } before and now.
function moves(before, now) {
  const [colours, others] = [coloured(now), coloured(before)];
  const names = [...new Set([...Object.keys(before.outlines), ...Object.keys(now.outlines)])];
  return names
    .filter((name) => name in colours || name in others || name.endsWith('.shortcut'))
    .map((name) => ({ from: before.outlines[name], to: now.outlines[name], fill: colours[name] ?? others[name] }));
}

function coloured({ fills }) {
  return Object.fromEntries(Object.entries(fills).flatMap(([fill, names]) => names.map((name) => [name, fill])));
}

// A part in the group, and the function that puts it where it is at a time between 0 and 1.
function drawn(group, { from, to, fill }) {
  const part = group.appendChild(shape('g'));
  const draw = fill ? volume(part, fill) : line(part, to ?? from);
  const [there, here] = [from, to].map((d) => d && (fill ? corners(d) : numbers(d)));
  if (there && here && there.length === here.length) return (t) => draw(there.map((place, i) => place + (here[i] - place) * t));
  draw(here ?? there);
  return grown(part, !to);
}

function pathIn(part, fill) {
  const path = part.appendChild(shape('path'));
  if (fill) path.style.fill = fill;
  return path;
}

function line(part, d) {
  const [path, template] = [pathIn(part), d.replaceAll(NUMBER, '#')];
  return (places) => {
    const rest = places.values();
    path.setAttribute('d', template.replaceAll('#', () => rest.next().value.toFixed(1)));
  };
}

// Front, top and side, of the six corners of its outline, from the front's lower left one on against the clock.
function volume(part, fill) {
  const faces = ['', 'white', 'black'].map((light) => pathIn(part, light ? `color-mix(in srgb, ${fill}, ${light} 30%)` : fill));
  return ([left, bottom, right, , x, y, , top, , , , height]) => {
    const outlines = [
      [left, bottom, right, bottom, right, height, left, height],
      [left, height, right, height, x, top, left + x - right, top],
      [right, bottom, x, y, x, top, right, height],
    ];
    for (const [i, points] of outlines.entries()) faces[i].setAttribute('d', `M${points.map((place) => place.toFixed(1)).join(' ')}Z`);
  };
}

// The corners of a path of straight lines, one number after the other.
function corners(d) {
  let [x, y] = [0, 0];
  return [...d.matchAll(/([MLHV])([-\d.,]+)/g)].flatMap(([, command, places]) => {
    const [first, second] = places.split(',').map(Number);
    if (command === 'V') y = first;
    else x = first;
    y = second ?? y;
    return [x, y];
  });
}

function grown(part, shrinks) {
  const { x, y, width, height } = part.getBBox();
  const [cx, cy] = [x + width / 2, y + height / 2];
  return (t) => {
    const scale = Math.max(shrinks ? 1 - 2 * t : 2 * t - 1, 0);
    part.setAttribute('transform', `translate(${cx},${cy}) scale(${scale}) translate(${-cx},${-cy})`);
  };
}
