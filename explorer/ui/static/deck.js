// All slides of this network in one file: the Network, each of its stages opened, and every diagram that stands.

import { download } from './save.js';
import { zip } from './zip.js';

const FORMATS = ['svg', 'png'];

export async function saveDeck(app, button) {
  const [title, slides, files] = [button.textContent, listed(app), []];
  button.disabled = true;
  try {
    for (const [place, { diagram, name, more }] of slides.entries()) {
      button.textContent = `${place + 1} / ${slides.length}`;
      for (const format of FORMATS) {
        const { image } = await app.network.slide(diagram, format, more);
        const number = String(place + 1).padStart(2, '0');
        files.push([`${number}-${name}.${format}`, await bytesOf(image)]);
      }
    }
    const url = URL.createObjectURL(new Blob([zip(files)], { type: 'application/zip' }));
    download(url, `${app.fileName('slides')}.zip`);
    setTimeout(() => URL.revokeObjectURL(url));
  } finally {
    Object.assign(button, { textContent: title, disabled: false });
  }
}

function listed(app) {
  const [network, ...others] = app.diagrams;
  const stages = Object.keys(app.network.meta.folds).filter((name) => name in app.facts && !app.within(name).length);
  const opened = stages.map((name) => ({ diagram: network, name, more: { level: 'stages', open: name, closed: '' } }));
  const standing = others.filter(({ experiment, name }) => !experiment || app.panel.laboratory.has(name));
  return [{ diagram: network, name: network.name }, ...opened, ...standing.map((diagram) => ({ diagram, name: diagram.name }))];
}

const bytesOf = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
