//! The front page: what this is, how a client is pointed at it, what it speaks, and what happened.
//!
//! Everything that comes from callers is escaped. What callers did, and the keys, are shown to this
//! machine alone, as on the control side; anybody else sees what the simulator can do. Style and
//! script are files of our own, so the page needs nothing from elsewhere.

mod facts;

use crate::control::ControlRequest;
use crate::webhooks::history::Outcome;
use crate::world::World;
use crate::world::durable::Item;

/// The page's style.
pub const STYLE: &str = include_str!("style.css");
/// The script that refreshes the page.
pub const SCRIPT: &str = include_str!("refresh.js");
/// What the page may load and do.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SHOWN_MAX: usize = 12;

impl World {
    /// The page as HTML.
    pub fn front_page(&mut self, request: &ControlRequest<'_>) -> String {
        let mut page = String::from(HEAD);
        if request.is_local() {
            let Self { settings, .. } = self;
            push(
                &mut page,
                &format!(
                    "<section id=\"connect\"><h2>Point a client at it</h2><dl>\
                     <dt>Host</dt><dd><code>http://{}</code></dd>\
                     <dt>Client id</dt><dd><code>{}</code></dd>\
                     <dt>Secret</dt><dd><code>{}</code></dd>\
                     <dt>Seed</dt><dd>{}</dd></dl>",
                    settings.address,
                    escaped(&settings.client_id),
                    escaped(&settings.secret),
                    settings.seed
                ),
            );
            push(&mut page, &facts::examples(settings.address));
            push(&mut page, "</section><div id=\"now\">");
            self.push_items(&mut page);
            self.push_calls(&mut page);
            self.push_webhooks(&mut page);
            push(&mut page, "</div>");
        }
        push(&mut page, &facts::link(self.settings.address));
        push(&mut page, &facts::persons());
        push(&mut page, &facts::institutions());
        push(&mut page, &facts::calls(self.rates.are_on));
        push(&mut page, &facts::controls());
        push(&mut page, &facts::faults());
        push(&mut page, &facts::switches(&self.switches));
        push(&mut page, "</main></body>\n</html>\n");
        page
    }

    fn push_items(&mut self, page: &mut String) {
        push(page, "<section id=\"items\"><h2>Items</h2>");
        let mut items: Vec<Item> = self.durable().items.values().cloned().collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.created_at));
        items.truncate(SHOWN_MAX);
        if items.is_empty() {
            push(page, "<p class=\"faint\">None was linked yet.</p></section>");
            return;
        }
        let names = ["Item", "Person", "Institution", "Status", "Today"];
        push(page, &table_head(&names, &["Accounts", "Transactions"]));
        for item in items {
            let status = self.item_status(&item);
            let counts = self.ledger(&item.id).map(|ledger| {
                (ledger.accounts().count(), ledger.rows().len(), ledger.today().to_string())
            });
            let (accounts, transactions, today) = counts.unwrap_or_default();
            let id = escaped(&item.id);
            let link = format!("<a href=\"/sim/items/{id}/ledger\"><code>{id}</code></a>");
            let texts = [
                ("Item", link),
                ("Person", escaped(&item.username)),
                ("Institution", escaped(item.institution().name)),
                ("Status", format!("<span class=\"{}\">{status}</span>", mood(status))),
                ("Today", today),
            ];
            push(page, &row(&texts, &[("Accounts", accounts), ("Transactions", transactions)]));
        }
        push(page, "</tbody></table></div></section>");
    }

    fn push_calls(&self, page: &mut String) {
        push(page, "<section id=\"recent-calls\"><h2>Recent calls</h2>");
        let mut calls = self.calls.newest().take(SHOWN_MAX).peekable();
        if calls.peek().is_none() {
            push(page, "<p class=\"faint\">None came yet.</p></section>");
            return;
        }
        push(page, &table_head(&["Time", "Call", "Item", "Outcome"], &["Status"]));
        for call in calls {
            let good = if call.outcome == "ok" { "good" } else { "bad" };
            let item_id = call.item_id.as_deref().map(code).unwrap_or_default();
            let status = call.status.map(usize::from).unwrap_or_default();
            let texts = [
                ("Time", call.time.format("%F %T").to_string()),
                ("Call", code(&call.path)),
                ("Item", item_id),
                ("Outcome", format!("<span class=\"{good}\">{}</span>", escaped(&call.outcome))),
            ];
            push(page, &row(&texts, &[("Status", status)]));
        }
        push(
            page,
            "</tbody></table></div><p><a href=\"/sim/calls\">All calls as JSON</a></p></section>",
        );
    }

    fn push_webhooks(&self, page: &mut String) {
        push(page, "<section id=\"recent-webhooks\"><h2>Recent webhooks</h2>");
        let mut sent = self.history.newest().take(SHOWN_MAX).peekable();
        if sent.peek().is_none() {
            push(page, "<p class=\"faint\">None was sent yet.</p></section>");
            return;
        }
        push(page, &table_head(&["Time", "Webhook", "Cause", "Address", "Outcome"], &["Attempt"]));
        for sent in sent {
            let outcome = match sent.outcome {
                Outcome::Answered(status) => format!("answered {status}"),
                Outcome::Unreachable => "did not arrive".to_owned(),
            };
            let good = if sent.outcome.is_taken() { "good" } else { "bad" };
            let attempts = usize::try_from(sent.webhook.attempts).unwrap_or(usize::MAX);
            let texts = [
                ("Time", sent.at.format("%F %T").to_string()),
                ("Webhook", code(&sent.webhook.code)),
                ("Cause", escaped(sent.webhook.cause.name())),
                ("Address", code(&sent.webhook.address)),
                ("Outcome", format!("<span class=\"{good}\">{outcome}</span>")),
            ];
            push(page, &row(&texts, &[("Attempt", attempts)]));
        }
        push(
            page,
            "</tbody></table></div><p><a href=\"/sim/webhooks\">All webhooks as JSON</a></p></section>",
        );
    }
}

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
<title>Plaid simulator</title><link rel=\"icon\" href=\"data:,\">\
<link rel=\"stylesheet\" href=\"/page.css\"><script src=\"/page.js\" defer></script></head>\n\
<body><header><h1>Plaid simulator</h1>\
<p>A bank in a box: it speaks Plaid\u{2019}s API to programs on this machine. \
Nothing here is real money, and none of it is Plaid\u{2019}s.</p></header>\
<nav aria-label=\"On this page\"><a href=\"#persons\">Persons</a>\
<a href=\"#institutions\">Institutions</a><a href=\"#calls\">Calls</a>\
<a href=\"#controls\">Controls</a><a href=\"#faults\">Faults</a>\
<a href=\"#switches\">Switches</a></nav><main>";

/// A text as HTML shows it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn mood(status: &str) -> &'static str {
    match status {
        "LOGIN_REQUIRED" | "REVOKED" | "REMOVED" => "bad",
        "HISTORICAL_UPDATE_COMPLETE" => "good",
        _ => "faint",
    }
}

/// The beginning of a table whose last columns are numbers.
fn table_head(texts: &[&str], numbers: &[&str]) -> String {
    let mut head = "<div class=\"scroll\"><table class=\"stack\"><thead><tr>".to_owned();
    for name in texts {
        push(&mut head, &format!("<th scope=\"col\">{name}</th>"));
    }
    for name in numbers {
        push(&mut head, &format!("<th scope=\"col\" class=\"number\">{name}</th>"));
    }
    head + "</tr></thead><tbody>"
}

/// A row of cells that are HTML already, and of numbers.
fn row(texts: &[(&str, String)], numbers: &[(&str, usize)]) -> String {
    let mut row = "<tr>".to_owned();
    for (name, html) in texts {
        push(&mut row, &format!("<td data-name=\"{name}\">{html}</td>"));
    }
    for (name, number) in numbers {
        push(&mut row, &format!("<td data-name=\"{name}\" class=\"number\">{number}</td>"));
    }
    row + "</tr>"
}

fn push(page: &mut String, html: &str) {
    page.push_str(html);
}
