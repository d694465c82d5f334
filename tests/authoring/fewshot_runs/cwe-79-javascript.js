// A comment as HTML: the harm, and honest use.
'use strict';

// As much of a page as the example uses: what is given as text is written escaped.
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

class Element {
  constructor(name) {
    this.name = name;
    this.innerHTML = '';
  }
  set textContent(text) {
    this.innerHTML = escaped(text);
  }
  append(...parts) {
    this.innerHTML += parts.map((part) => (typeof part === 'string' ? escaped(part) : part.html)).join('');
  }
  appendChild(part) {
    this.innerHTML += part.html;
  }
  get html() {
    return `<${this.name}>${this.innerHTML}</${this.name}>`;
  }
}

function page(code, author, text) {
  globalThis.document = { createElement: (name) => new Element(name) };
  const list = new Element('ul');
  code.addComment(list, { author, text });
  return list.html;
}

module.exports = {
  expose: ['addComment'],
  harm: (code) => page(code, '<img src=x onerror=f()>', '<img>').includes('<img'),
  honest: (code) => page(code, 'Ann', 'Nice!') === '<ul><li><b>Ann</b>: Nice!</li></ul>',
};
