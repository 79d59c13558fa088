//! Everything that isn't `/graphql`: pages, files, the schema, health, and the headers of them all.

use std::fs;

use super::{Answer, PUBLIC_URL, Site};
use florin::http::Limits;

async fn text(site: &Site, path: &str) -> (u16, String) {
    let response = site.get(path).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let site = Site::start().await;
    let plain = Site::start_with("http://localhost:8080", &Limits::default()).await;
    for path in [
        "/",
        "/accounts",
        "/settings/sessions",
        "/graphiql",
        "/assets/x.js",
        "/graphql",
        "/schema.graphql",
        "/healthz",
        "/readyz",
        "/none",
    ] {
        let answer = Answer::of(site.get(path)).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; base-uri 'none'; form-action 'none'"),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.headers.contains_key("permissions-policy"), "{path}");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
        assert!(!answer.headers.contains_key("server"), "{path}");
        let answer = Answer::of(plain.get(path)).await;
        assert!(!answer.headers.contains_key("strict-transport-security"), "{path}");
    }
}

#[tokio::test]
async fn every_address_that_the_web_app_draws_is_served() {
    let routes = concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/src/app/routes.tsx");
    let routes = fs::read_to_string(routes).unwrap();
    let paths = routes.split("path: '").skip(1).filter_map(|rest| rest.split('\'').next());
    let paths: Vec<_> = paths.filter(|path| *path != "*").collect();
    assert!(paths.contains(&"/login") && paths.contains(&"banks/:id"), "{paths:?}");
    let site = Site::start().await;
    for path in paths {
        let address = format!("/{}", path.trim_start_matches('/').replace(":id", "1"));
        // The pages are not built here, and a server without them says so at their addresses alone.
        assert_eq!(text(&site, &address).await.0, 503, "{address}");
    }
}

#[tokio::test]
async fn pages_are_asked_for_again_and_their_files_kept() {
    let site = Site::start().await;
    let (status, told) = text(&site, "/").await;
    assert_eq!(status, 503);
    assert!(told.contains("make run"), "{told}");

    let web = site.folder.path().join("web");
    fs::create_dir_all(web.join("assets")).unwrap();
    fs::write(web.join("index.html"), "<p>app").unwrap();
    fs::write(web.join("graphiql.html"), "<p>playground").unwrap();
    fs::write(web.join("assets/app-1a2b.js"), "1").unwrap();
    fs::write(site.folder.path().join("secret.txt"), "secret").unwrap();

    for (path, content) in [
        ("/", "<p>app"),
        ("/login", "<p>app"),
        ("/accounts", "<p>app"),
        ("/transactions?search=rent", "<p>app"),
        ("/settings/sessions", "<p>app"),
        ("/graphiql", "<p>playground"),
    ] {
        assert_eq!(text(&site, path).await, (200, content.to_owned()));
        let answer = Answer::of(site.get(path)).await;
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'"), "{policy}");
        assert!(!policy.contains("script-src 'unsafe"), "{policy}");
    }
    let app = Answer::of(site.get("/accounts/acc_1")).await;
    assert_eq!(
        app.header("content-security-policy"),
        Some(
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             script-src 'self' http://127.0.0.1:8090/link/v2/stable/link-initialize.js; \
             style-src 'self'; connect-src 'self' wss://florin.example http://127.0.0.1:8090; \
             img-src 'self'; font-src 'self'; frame-src http://127.0.0.1:8090"
        )
    );
    let playground = Answer::of(site.get("/graphiql")).await;
    let policy = playground.header("content-security-policy").unwrap();
    assert!(policy.contains("connect-src 'self' wss://florin.example;"), "{policy}");

    let asset = Answer::of(site.get("/assets/app-1a2b.js")).await;
    assert_eq!(asset.header("content-type"), Some("text/javascript"));
    assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    for path in [
        "/assets/",
        "/assets/none.js",
        "/assets/..%2findex.html",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/index.html",
        "/accountss",
        "/elsewhere",
    ] {
        let (status, told) = text(&site, path).await;
        assert_eq!(status, 404, "{path}: {told}");
    }
}

#[tokio::test]
async fn the_schema_is_text() {
    let site = Site::start().await;
    let answer = Answer::of(site.get("/schema.graphql")).await;
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    let (status, sdl) = text(&site, "/schema.graphql").await;
    assert_eq!(status, 200);
    assert!(sdl.contains("type Query {"));
}

#[tokio::test]
async fn readiness_ends_with_the_drain_and_health_does_not() {
    let site = Site::start_with(PUBLIC_URL, &Limits::default()).await;
    let answer = Answer::of(site.get("/readyz")).await;
    assert_eq!((answer.status, &answer.json["ready"]), (200, &true.into()), "{answer:?}");
    assert_eq!(text(&site, "/healthz").await, (200, "ok".to_owned()));

    // The operator's address goes on answering while the other one drains.
    let schema = florin::graphql::schema(site.platform.clone());
    let doors = florin::http::Doors { platform: site.platform.clone(), schema };
    let admin = florin::http::admin_router(&doors);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, admin).await });

    site.platform.shutdown.cancel();
    site.served.await.unwrap();
    let get = |path: &str| reqwest::Client::new().get(format!("http://{address}{path}"));
    let answer = Answer::of(get("/readyz")).await;
    assert_eq!((answer.status, &answer.json["checks"]["drain"]), (503, &"draining".into()));
    assert_eq!(Answer::of(get("/healthz")).await.status, 200);
    assert_eq!(Answer::of(get("/graphql")).await.status, 404);
}
