// Presses on a picture, and what is under them. (Plotly's own click is lost for a tenth of a second after it has drawn,
// and what it says is hovered lags behind a quick hand.)

const STILL = 5;

// Calls `done` where the pointer goes down and up again in one place; a drag pans and is none.
export function onPress(stage, done, signal) {
  const up = (down) => (event) => {
    const still = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < STILL;
    if (event.pointerId === down.pointerId && event.button === 0 && still) done(event);
  };
  const begin = (down) => document.addEventListener('pointerup', up(down), { once: true, signal });
  stage.addEventListener('pointerdown', begin, { signal });
}

// Calls `done` with what the pointer is over, once for each change; undefined where there is nothing.
export function onHover(stage, nameAt, done, signal) {
  let last;
  const tell = (name) => name !== last && done((last = name));
  stage.addEventListener('pointermove', (event) => event.buttons || tell(nameAt(event)), { signal });
  stage.addEventListener('pointerleave', () => tell(undefined), { signal });
}

// The name of the part under a point of the screen: of those that hold it, the narrowest.
export function partAt(plot, { clientX, clientY }) {
  if (!plot._fullLayout) return undefined;
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [px, py] = [xaxis.p2l(clientX - left - xaxis._offset), yaxis.p2l(clientY - top - yaxis._offset)];
  const { x, y, width, base, customdata } = plot.data.at(-1);
  const holds = (i) => Math.abs(px - x[i]) <= width[i] / 2 && py >= base[i] && py <= base[i] + y[i];
  const found = [...customdata.keys()].filter(holds).sort((a, b) => width[a] - width[b]);
  return customdata[found[0]];
}
