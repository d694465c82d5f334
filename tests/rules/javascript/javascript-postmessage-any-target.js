export function tell(frame, user) {
  // ruleid: javascript-postmessage-any-target
  frame.contentWindow.postMessage({ name: user.name, token: user.token }, "*");
  // ruleid: javascript-postmessage-any-target
  window.parent.postMessage(JSON.stringify(user), "*");
}

export function better(frame, user, worker) {
  // ok: javascript-postmessage-any-target
  frame.contentWindow.postMessage({ name: user.name }, "https://shop.example");
  // ok: javascript-postmessage-any-target
  window.parent.postMessage("ready", "*");
  // ok: javascript-postmessage-any-target
  worker.postMessage({ name: user.name });
  // ok: javascript-postmessage-any-target
  window.opener.postMessage(user, window.location.origin);
}
