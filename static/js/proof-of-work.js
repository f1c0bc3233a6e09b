// Pays for sending a form: looks for the one counter whose derived key begins as the challenge says (ALTCHA, protocol 2).
// The browser's own crypto does the work on its own threads, so the page stays responsive.
const AT_ONCE = 8;

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive(parameters, counter) {
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const { salt, cost, keyLength, algorithm } = parameters;
  const how = { name: "PBKDF2", hash: algorithm.split("/")[1], salt: bytes(salt), iterations: cost };
  return { counter, derivedKey: hex(await crypto.subtle.deriveBits(how, key, keyLength * 8)) };
}

// Returns the proof as the server takes it. Throws where there is no Web Crypto: on plain http, for example.
export async function solve(challenge) {
  const { parameters } = challenge;
  for (let first = 0; ; first += AT_ONCE) {
    const guesses = Array.from({ length: AT_ONCE }, (_, i) => derive(parameters, first + i));
    const solution = (await Promise.all(guesses)).find((guess) => guess.derivedKey.startsWith(parameters.keyPrefix));
    if (solution) return btoa(JSON.stringify({ challenge, solution }));
  }
}

// Fills <input type="hidden" name="proof" data-challenge="…">. Without a proof the form can still be sent.
export async function payFor(input) {
  try {
    input.value = await solve(JSON.parse(input.dataset.challenge));
  } catch {
    input.value = "";
  }
}
