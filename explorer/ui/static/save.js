// Saves what is on the page as a file, in the browser.

import { make } from './make.js';

export function imageOf(Plotly, figure, format) {
  const { width, height } = figure.layout;
  return Plotly.toImage(figure, { format, width, height, scale: format === 'png' ? 2 : 1 });
}

export function download(url, name) {
  make('a', { href: url, download: name }).click();
}

// Column titles and rows as comma-separated values (RFC 4180).
export function csv({ columns, rows }) {
  const cell = (value) => `"${String(value ?? '').replaceAll('"', '""')}"`;
  const lines = [columns.map(({ key }) => key), ...rows.map(({ cells }) => cells)];
  return `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}`; // the mark tells Excel that it is UTF-8
}
