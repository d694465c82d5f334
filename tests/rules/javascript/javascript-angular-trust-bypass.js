import DOMPurify from "dompurify";

export class NoteView {
  constructor(sanitizer, notes) {
    this.sanitizer = sanitizer;
    this.notes = notes;
  }

  html(note) {
    // ruleid: javascript-angular-trust-bypass
    return this.sanitizer.bypassSecurityTrustHtml(note.body);
  }

  video(id) {
    // ruleid: javascript-angular-trust-bypass
    return this.sanitizer.bypassSecurityTrustResourceUrl(`https://video.example/embed/${id}`);
  }

  clean(note) {
    // ok: javascript-angular-trust-bypass
    const cleaned = this.sanitizer.sanitize(1, note.body);
    // ok: javascript-angular-trust-bypass
    const purified = this.sanitizer.bypassSecurityTrustHtml(DOMPurify.sanitize(note.body));
    // ok: javascript-angular-trust-bypass
    const icon = this.sanitizer.bypassSecurityTrustHtml("<svg></svg>");
    return [cleaned, purified, icon];
  }
}
