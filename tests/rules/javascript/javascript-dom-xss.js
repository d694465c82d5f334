import DOMPurify from "dompurify";
import $ from "jquery";
import { useSearchParams } from "next/navigation";

export function greet() {
  const name = new URLSearchParams(window.location.search).get("name");
  // ruleid: javascript-dom-xss
  document.querySelector("#greeting").innerHTML = `Hello ${name}`;
}

export function tab() {
  const title = decodeURIComponent(location.hash.slice(1));
  // ruleid: javascript-dom-xss
  $("#tab").html("<h2>" + title + "</h2>");
  // ruleid: javascript-dom-xss
  document.write("<p>" + document.referrer + "</p>");
}

window.addEventListener("message", (event) => {
  // ruleid: javascript-dom-xss
  document.getElementById("note").insertAdjacentHTML("beforeend", event.data.html);
});

export function Banner() {
  const params = useSearchParams();
  // ruleid: javascript-dom-xss
  return <div dangerouslySetInnerHTML={{ __html: params.get("banner") }} />;
}

export function safe() {
  const params = new URLSearchParams(location.search);
  // ok: javascript-dom-xss
  document.querySelector("#greeting").textContent = params.get("name");
  // ok: javascript-dom-xss
  document.querySelector("#note").innerHTML = DOMPurify.sanitize(params.get("note"));
  // ok: javascript-dom-xss
  $("#tab").text(location.hash.slice(1));
  // ok: javascript-dom-xss
  document.querySelector("#page").innerHTML = `Page ${Number(params.get("page"))}`;
  // ok: javascript-dom-xss
  document.querySelector("#link").innerHTML = `<a href="/s?q=${encodeURIComponent(params.get("q"))}">more</a>`;
  const texts = { "#new": "<b>New</b>", "#old": "<i>Old</i>" };
  // ok: javascript-dom-xss
  document.querySelector("#state").innerHTML = texts[location.hash] || "";
}

window.addEventListener("message", (event) => {
  if (event.origin !== "https://shop.example") return;
  // ok: javascript-dom-xss
  document.getElementById("note").innerHTML = event.data.html;
});
