import DOMPurify from "dompurify";

export function Comment({ comment }) {
  // ruleid: javascript-react-unescaped-html
  return <div className="comment" dangerouslySetInnerHTML={{ __html: comment.body }} />;
}

export function Note(props) {
  const html = markdown(props.text);
  return (
    <section
      id="note"
      // ruleid: javascript-react-unescaped-html
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

export function Clean({ comment }) {
  // ok: javascript-react-unescaped-html
  return <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(comment.body) }} />;
}

export function Before({ comment }) {
  const html = DOMPurify.sanitize(comment.body);
  // ok: javascript-react-unescaped-html
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}

export function Text({ comment }) {
  // ok: javascript-react-unescaped-html
  return <div className="comment">{comment.body}</div>;
}

export function Data({ product }) {
  // ok: javascript-react-unescaped-html
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: JSON.stringify(product) }} />;
}

export function Space() {
  // ok: javascript-react-unescaped-html
  return <span dangerouslySetInnerHTML={{ __html: "&nbsp;" }} />;
}
