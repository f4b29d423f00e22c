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

// Calls `done` with which area the pointer is over, once for each change; undefined where there is none.
export function onHover(stage, areaAt, done, signal) {
  let last;
  const tell = (area) => area !== last && done((last = area));
  stage.addEventListener('pointermove', (event) => event.buttons || tell(areaAt(event)), { signal });
  stage.addEventListener('pointerleave', ({ pointerType }) => pointerType === 'touch' || tell(undefined), { signal });
}

// The areas of a picture that answer to the pointer: its last trace, which is drawn by nobody.
export const areasOf = (plot) => plot.data.at(-1);

// Which area is under a point of the screen: of those that hold it, the narrowest.
export function areaAt(plot, { clientX, clientY }) {
  if (!plot._fullLayout) return undefined;
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [px, py] = [xaxis.p2l(clientX - left - xaxis._offset), yaxis.p2l(clientY - top - yaxis._offset)];
  const { x, y, width, base } = areasOf(plot);
  const holds = (i) => Math.abs(px - x[i]) <= width[i] / 2 && py >= base[i] && py <= base[i] + y[i];
  return [...x.keys()].filter(holds).sort((a, b) => width[a] - width[b])[0];
}

// The box of an area on the screen.
export function boxOf(plot, area) {
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const { x, y, width, base } = areasOf(plot);
  const across = (value) => left + xaxis._offset + xaxis.l2p(value);
  const down = (value) => top + yaxis._offset + yaxis.l2p(value);
  return { left: across(x[area] - width[area] / 2), right: across(x[area] + width[area] / 2),
    top: down(base[area] + y[area]), bottom: down(base[area]) };
}
