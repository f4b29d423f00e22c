// Outlines on top of a picture, of what is selected, hovered or on a route: no redraw of the picture.

import { shape } from './make.js';

export class Light {
  constructor(svg) {
    this.svg = svg;
    this.group = svg.appendChild(shape('g'));
    this.paths = Object.fromEntries(['route', 'hovered', 'selected'].map((kind) => [kind, this.path(kind)]));
  }

  path(kind) {
    return this.group.appendChild(shape('path', { class: kind }));
  }

  show(kind, outlines) {
    this.paths[kind].setAttribute('d', outlines.join(''));
  }

  // Follows what of the picture is in sight: its axes are its canvas in pixels, y upwards.
  follow(plot) {
    const { xaxis, yaxis, width, height } = plot._fullLayout;
    const [left, right] = xaxis.range;
    const [bottom, top] = yaxis.range;
    const [across, down] = [width / (right - left), height / (top - bottom)];
    this.place = { width, height, transform: `matrix(${across},0,0,${-down},${-left * across},${top * down})` };
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', height);
    this.group.setAttribute('transform', this.place.transform);
  }
}
