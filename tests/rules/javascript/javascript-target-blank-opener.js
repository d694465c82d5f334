export function Footer({ source }) {
  return (
    <footer>
      {/* the code of this site */}
      {
        // ruleid: javascript-target-blank-opener
        <a href={source} target="_blank" className="code">Source</a>
      }
      {
        // ruleid: javascript-target-blank-opener
        <a target="_blank" href="https://partner.example">Partner</a>
      }
      {
        // ok: javascript-target-blank-opener
        <a href={source} target="_blank" rel="noopener">Source</a>
      }
      {
        // ok: javascript-target-blank-opener
        <a href={source} rel="noreferrer" target="_blank">Source</a>
      }
      {
        // ok: javascript-target-blank-opener
        <a href={source}>Source</a>
      }
      {
        // ok: javascript-target-blank-opener
        <a href="/help" target="_blank">Help</a>
      }
    </footer>
  );
}
