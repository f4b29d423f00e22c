// Opens the page of a file that holds everything within itself.

import { open } from './host.js';

const within = (id) => JSON.parse(document.getElementById(id).textContent);
const files = within('kept');

const read = async (name) => Uint8Array.from(atob(files[name]), (letter) => letter.charCodeAt(0)).buffer;

open(within('given'), read);
