// Runs before the page is drawn: tells the style sheet and GOV.UK Frontend that scripts work here.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
