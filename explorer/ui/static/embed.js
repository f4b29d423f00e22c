// In a frame of another page: one diagram without what is around it. `?embed=1` is the Network, `?embed=1&tab=paths` the
// diagram of that tab.

const query = new URLSearchParams(location.search);

export const embedded = query.has('embed');

export function strip() {
  if (embedded) document.body.classList.add('embedded', query.has('tab') ? 'embeds-panel' : 'embeds-network');
}
