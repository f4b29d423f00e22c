// Asks for this page as one file, which takes the server some seconds.

import { getBlob } from './fetch.js';
import { download } from './save.js';

export async function saveOffline(app) {
  const button = app.element.querySelector('[data-action="offline"]');
  const view = app.address.viewOf(app.address.queryOf(app.state));
  button.disabled = true;
  try {
    const url = URL.createObjectURL(await getBlob(app.url('offline', { ...view, theme: app.theme })));
    download(url, `${app.fileName('explorer')}.html`);
    setTimeout(() => URL.revokeObjectURL(url));
  } finally {
    button.disabled = false;
  }
}
