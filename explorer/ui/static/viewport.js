// What is in sight of a picture whose axes are its canvas in pixels.

const ZOOM = 1.5;
const CLOSEST = 8;
const LARGEST = 4; // times its size, of a picture that is scrolled

const clamp = (value, low, high) => Math.max(low, Math.min(value, Math.max(low, high)));

export class Viewport {
  // It `scrolls` where a finger scrolls the page and what is wider than the screen: then all of it is drawn, and a zoom
  // draws it larger.
  constructor(stage, plot) {
    Object.assign(this, { stage, plot, scrolls: matchMedia('(pointer: coarse)').matches, zoomed: 1 });
  }

  // `nominal` is the width that the picture was made for, `whole` what it takes where it has to be panned.
  take(nominal, whole, height) {
    Object.assign(this, { nominal, height, whole: Math.max(nominal, whole) });
  }

  // The room there is on the page, and no less than the picture was made for.
  get room() {
    return Math.max(this.stage.clientWidth, this.scrolls ? this.whole : this.nominal);
  }

  // The picture keeps its proportions, and stands in the middle where there is more room than it needs.
  get home() {
    const spare = Math.max(this.room - this.whole, 0) / 2;
    return [-spare, this.room - spare];
  }

  get seen() {
    if (!this.scrolls) return this.plot.layout?.xaxis.range ?? this.home;
    const left = this.home[0] + this.stage.scrollLeft / this.zoomed;
    return [left, left + this.stage.clientWidth / this.zoomed];
  }

  // How far out one can go: until all of it is in sight.
  get furthest() {
    return Math.min(1, this.room / this.whole);
  }

  // The layout's settings for a zoom about a point of the picture, in sight as far from the middle as it is now.
  at(zoomed, middle, height = this.height / 2) {
    this.zoomed = clamp(zoomed, this.furthest, this.scrolls ? LARGEST : CLOSEST);
    if (this.scrolls) return this.larger(middle);
    const half = this.room / this.zoomed / 2;
    const spare = Math.max(half - this.whole / 2, 0);
    const x = spare ? this.whole / 2 : clamp(middle, half, this.whole - half);
    const tall = this.height / Math.max(this.zoomed, 1) / 2;
    const y = clamp(height, tall, this.height - tall);
    return {
      width: this.room,
      'xaxis.range': [x - half, x + half],
      'yaxis.range': [y - tall, y + tall],
      'yaxis.fixedrange': this.zoomed <= 1,
      'xaxis2.range': this.home,
    };
  }

  larger(middle) {
    this.middle = middle;
    return {
      width: this.room * this.zoomed,
      height: this.height * this.zoomed,
      'xaxis.range': this.home,
      'xaxis2.range': this.home,
      'yaxis.fixedrange': true,
    };
  }

  // Scrolls to where it was asked to be, or to another place of the picture.
  settle(middle = this.middle) {
    if (this.scrolls) this.stage.scrollTo({ left: (middle - this.home[0]) * this.zoomed - this.stage.clientWidth / 2 });
  }

  // The same place as before, as far as the picture still has it.
  same() {
    const [left, right] = this.seen;
    return this.at(this.zoomed, (left + right) / 2, this.heightSeen);
  }

  start() {
    return this.at(1, 0);
  }

  overview() {
    return this.at(this.furthest, this.whole / 2);
  }

  nearer(inwards) {
    const [left, right] = this.seen;
    return this.at(this.zoomed * (inwards ? ZOOM : 1 / ZOOM), (left + right) / 2, this.heightSeen);
  }

  get heightSeen() {
    const [bottom, top] = this.plot.layout?.yaxis.range ?? [0, this.height];
    return (bottom + top) / 2;
  }

  // Pans where a piece of the picture from `from` to `to` is out of sight; nothing where it is in sight.
  showing(from, to) {
    const [left, right] = this.seen;
    if (from >= left && to <= right) return undefined;
    const middle = to - from > right - left ? from + (right - left) / 2 : (from + to) / 2;
    return this.at(this.zoomed, middle, this.heightSeen);
  }

  // From far away texts would lie on one another.
  get legible() {
    return this.zoomed >= 1;
  }
}
