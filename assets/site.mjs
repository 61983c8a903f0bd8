/* Runs after the design system's script, in the same module: pages work without it, so it only adds. */
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
