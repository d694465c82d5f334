export async function login(form) {
  const reply = await send(form);
  // ruleid: javascript-token-in-local-storage
  localStorage.setItem("token", reply.token);
  // ruleid: javascript-token-in-local-storage
  window.localStorage.setItem("shop.refreshToken", reply.refresh);
}

export function better(reply) {
  // ok: javascript-token-in-local-storage
  localStorage.setItem("theme", reply.theme);
  // ok: javascript-token-in-local-storage
  localStorage.removeItem("token");
  // ok: javascript-token-in-local-storage
  localStorage.setItem("tokenizer", "words");
  // ok: javascript-token-in-local-storage
  return cache.setItem("token", reply.token);
}
