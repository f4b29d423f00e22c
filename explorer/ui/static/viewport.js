// What is in sight of a picture whose axes are its canvas in pixels.

const ZOOM = 1.5;

export class Viewport {
  constructor(plot) {
    this.plot = plot;
  }

  // The room there is on the page, and no less than the picture was made for.
  get room() {
    return Math.max(this.plot.clientWidth, this.nominal);
  }

  // `nominal` is the width that the picture was made for, `whole` what it takes where it has to be panned.
  take(nominal, whole) {
    Object.assign(this, { nominal, whole: Math.max(nominal, whole) });
  }

  // The picture keeps its proportions, and stands in the middle where there is more room than it needs.
  get range() {
    const spare = (this.room - this.nominal) / 2;
    return [-spare, this.nominal + spare];
  }

  fit(Plotly) {
    const ranges = { 'xaxis.range': this.range, 'xaxis2.range': this.range };
    return Plotly.relayout(this.plot, { width: this.room, ...ranges });
  }

  reset(Plotly) {
    return Plotly.relayout(this.plot, { 'xaxis.range': this.range });
  }

  // About the middle of what is in sight, and never further out than the whole picture.
  zoom(Plotly, inwards) {
    const [left, right] = this.plot.layout.xaxis.range;
    const half = Math.min((right - left) * (inwards ? 1 / ZOOM : ZOOM), this.whole) / 2;
    return this.centre(Plotly, (left + right) / 2, half);
  }

  // Pans where x is out of sight.
  reveal(Plotly, x) {
    const [left, right] = this.plot.layout.xaxis.range;
    return x < left || x > right ? this.centre(Plotly, x, (right - left) / 2) : undefined;
  }

  centre(Plotly, middle, half) {
    return Plotly.relayout(this.plot, { 'xaxis.range': [middle - half, middle + half] });
  }
}
