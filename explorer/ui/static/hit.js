// Which part of a picture is under a point of the screen: of those that hold it, the narrowest.
// (What Plotly says is hovered lags behind a quick click.)

export function partAt(plot, { clientX, clientY }) {
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [px, py] = [xaxis.p2l(clientX - left - xaxis._offset), yaxis.p2l(clientY - top - yaxis._offset)];
  const { x, y, width, base, customdata } = plot.data.at(-1);
  const holds = (i) => Math.abs(px - x[i]) <= width[i] / 2 && py >= base[i] && py <= base[i] + y[i];
  const found = [...customdata.keys()].filter(holds).sort((a, b) => width[a] - width[b]);
  return customdata[found[0]];
}
