//! S14: of the files only what was built is served, and nothing tells what serves it.

use std::fs;

use reqwest::Method;

use crate::http::{Answer, Site};

#[tokio::test]
async fn s14_only_build_outputs_are_served() {
    let site = Site::start().await;
    let web = site.platform.config.web_dir.clone();
    fs::create_dir_all(web.join("assets/.hidden")).unwrap();
    for (file, content) in [
        ("index.html", "<p>start"),
        ("graphiql.html", "<p>playground"),
        ("assets/app-1a2b.js", "1"),
        ("assets/app-1a2b.js.map", "{}"),
        ("assets/index.html", "a list"),
        ("secret.txt", "secret"),
    ] {
        fs::write(web.join(file), content).unwrap();
    }
    for (path, status) in [
        ("/", 200),
        ("/graphiql", 200),
        ("/assets/app-1a2b.js", 200),
        ("/assets/app-1a2b.js.map", 404),
        ("/assets", 404),
        ("/assets/", 404),
        ("/assets/.hidden", 404),
        ("/assets/.hidden/", 404),
        ("/secret.txt", 404),
        ("/index.html", 404),
        ("/graphiql.html", 404),
        ("/.env", 404),
        ("/.git/config", 404),
        ("/data/keys", 404),
        ("/assets/../secret.txt", 404),
        ("/assets/%2e%2e/secret.txt", 404),
        ("/assets/..%2fsecret.txt", 404),
        ("/assets/..%5csecret.txt", 404),
        ("/assets/%2fetc%2fpasswd", 404),
        ("/assets/app-1a2b.js%00", 404),
        ("//etc/passwd", 404),
    ] {
        let answer = Answer::of(site.get(path)).await;
        assert_eq!(answer.status, status, "{path}");
        for name in ["server", "x-powered-by", "via"] {
            assert_eq!(answer.header(name), None, "{path}");
        }
        let told = format!("{:?}", answer.headers);
        assert!(!told.contains(env!("CARGO_PKG_VERSION")), "{path}: {told}");
    }
}

#[tokio::test]
async fn s14_methods_for_debugging_are_refused_everywhere() {
    let site = Site::start().await;
    for method in ["TRACE", "TRACK"] {
        for path in ["/", "/graphql", "/assets/x.js", "/webhooks/plaid", "/healthz", "/none"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = reqwest::Client::new().request(method, site.url(path));
            let response = request.header("x-secret", "tell nobody").send().await.unwrap();
            assert_eq!(response.status(), 405, "{path}");
            assert!(!response.text().await.unwrap().contains("tell nobody"), "{path}");
        }
    }
}

#[test]
fn s14_the_build_makes_no_source_maps() {
    let config = fs::read_to_string("frontend/vite.config.ts").unwrap();
    assert!(!config.contains("sourcemap"), "the default is none");
}
