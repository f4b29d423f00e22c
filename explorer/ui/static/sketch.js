// A picture of paths and texts as plotly.js is about to draw it, which has to be fetched and begun before it draws.

import { shape } from './make.js';
import { Viewport } from './viewport.js';

const ANCHORS = { right: 'start', center: 'middle', left: 'end' };
const DASHES = { dot: 1, dash: 3 };
const BOLD = /^<b>(.*)<\/b>$/;

// Draws it into an SVG, in a room of so many pixels.
export function sketch(svg, { data, layout }, room) {
  const viewport = new Viewport({ clientWidth: room }, {});
  viewport.take(layout.width, layout.meta.width, layout.height);
  const { width, 'xaxis.range': [x], 'xaxis2.range': [x2] } = viewport.start();
  const layers = { x: layer(x), x2: layer(x2) };
  for (const drawn of layout.shapes) layers[drawn.xref ?? 'x'].append(path(drawn, layout.height));
  for (const trace of data.filter(({ mode }) => mode === 'text')) layers[trace.xaxis].append(...texts(trace, layout.height));
  svg.setAttribute('width', width);
  svg.setAttribute('height', layout.height);
  svg.replaceChildren(...Object.values(layers));
}

const layer = (left) => shape('g', { transform: `translate(${-left},0)` });

function path({ path: d, fillcolor: fill, fillrule = 'evenodd', line: { color, width, dash } }, height) {
  const stroke = width && { stroke: color, 'stroke-width': width };
  const dashes = dash in DASHES && { 'stroke-dasharray': DASHES[dash] * Math.max(width, 3) };
  return shape('path', { d, transform: `matrix(1,0,0,-1,0,${height})`, fill, 'fill-rule': fillrule, ...stroke, ...dashes });
}

// Plotly takes the middle of a text to be a quarter of its size above the line that it stands on.
function texts({ text, x, y, textposition, textfont: { family, size, color } }, height) {
  return text.map((said, i) => {
    const bold = BOLD.exec(said);
    const font = { 'font-family': family, 'font-size': size[i], ...(bold && { 'font-weight': 'bold' }), fill: color[i] };
    const anchor = ANCHORS[textposition[i].split(' ')[1]];
    const written = shape('text', { x: x[i], y: height - y[i] + size[i] / 4, 'text-anchor': anchor, ...font });
    written.textContent = bold?.[1] ?? said;
    return written;
  });
}
