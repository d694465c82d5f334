import { useSearchParams } from "react-router-dom";

export function afterLogin() {
  const params = new URLSearchParams(window.location.search);
  // ruleid: javascript-dom-open-redirect
  window.location.href = params.get("next") || "/";
}

export function leave() {
  const target = new URL(location.href).searchParams.get("to");
  // ruleid: javascript-dom-open-redirect
  location.replace(target);
}

export function Back() {
  const [params] = useSearchParams();
  // ruleid: javascript-dom-open-redirect
  return <a href={params.get("back")}>Back</a>;
}

export function checked() {
  const value = new URLSearchParams(location.search).get("next");
  const target = new URL(value, location.origin);
  if (target.origin !== location.origin) {
    return;
  }
  // ok: javascript-dom-open-redirect
  location.assign(target);
}

export function local() {
  const params = new URLSearchParams(location.search);
  // ok: javascript-dom-open-redirect
  location.href = "/search?" + params.toString();
  // ok: javascript-dom-open-redirect
  location.href = `/item/${params.get("id")}`;
  // ok: javascript-dom-open-redirect
  window.location = window.location.pathname;
  // ok: javascript-dom-open-redirect
  location.search = params.toString();
}

export function Next() {
  const [params] = useSearchParams();
  // ok: javascript-dom-open-redirect
  return <a href={`/list?page=${Number(params.get("page")) + 1}`}>Next</a>;
}
