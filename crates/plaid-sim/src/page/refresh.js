// Shows what happened since the page was opened: every few seconds, and only while it is looked at.
setInterval(async () => {
  const shown = document.getElementById("now");
  if (document.hidden || !shown || shown.contains(document.activeElement)) return;
  try {
    const answer = await fetch("/");
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("now");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
  } catch {
    // The simulator is away; the page stays as it is.
  }
}, 4000);
