// In a frame of another page: one diagram without what is around it. `?embed=1` is the Network, `?embed=1&tab=paths` the
// diagram of that tab. Nothing is begun there: it may be anybody's page, and lead a click to where it should not go.

const query = new URLSearchParams(location.search);

// As guard/policy.py has it, who may frame what.
export const embedded = query.get('embed') === '1';

export function strip() {
  if (embedded) document.body.classList.add('embedded', query.has('tab') ? 'embeds-panel' : 'embeds-network');
}

// The whole page, which shows the same.
export function around() {
  const url = new URL(location.href);
  url.searchParams.delete('embed');
  return url.href;
}
