//! A Plaid that misbehaves: what it sends too slowly, too long or wrongly ends as documented, and
//! quickly.

use std::time::Duration;

use plaid::{Client, Config, Error, ErrorClass, ItemGetRequest, TransportKind};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::support::{Answer, Plaid, access_token, config};

/// A server that answers each request with a head and then sends the same bytes over and over, with
/// a pause before each, until the client goes away.
async fn endless(bytes: Vec<u8>, pause: Duration) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(pour(stream, bytes.clone(), pause));
        }
    });
    url.parse().unwrap()
}

async fn pour(mut stream: TcpStream, bytes: Vec<u8>, pause: Duration) {
    let mut request = [0; 4096];
    assert_ne!(stream.read(&mut request).await.unwrap(), 0);
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
    let mut sent = stream.write_all(head).await;
    let mut ticks = tokio::time::interval(pause.max(Duration::from_nanos(1)));
    while sent.is_ok() {
        ticks.tick().await;
        sent = stream.write_all(&bytes).await;
    }
}

async fn failure(config: Config) -> Error {
    let client = Client::new(Config { attempts_max: 1, ..config }).unwrap();
    client.item_get(&ItemGetRequest { access_token: access_token() }).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_without_end_is_left_at_the_limit() {
    let url = endless(vec![b' '; 64 * 1024], Duration::ZERO).await;
    let usual = config(&url);
    assert_eq!(usual.body_bytes_max, 10 * 1024 * 1024);
    let error = failure(usual).await;
    assert!(matches!(error, Error::TooLarge { bytes_max: 10_485_760, .. }), "{error}");
    assert_eq!(error.class(), ErrorClass::Retry);
}

#[tokio::test]
async fn an_answer_that_drips_is_left_when_its_time_is_up() {
    let url = endless(vec![b' '], Duration::from_millis(5)).await;
    let impatient = Config { request_timeout: Duration::from_millis(200), ..config(&url) };
    let error = failure(impatient).await;
    assert!(
        matches!(error, Error::Transport { kind: TransportKind::Timeout, .. }),
        "every byte came in time, the last one didn't: {error}"
    );
    assert_eq!(error.class(), ErrorClass::Retry);
}

#[tokio::test]
async fn what_an_answer_calls_itself_doesnt_matter() {
    let item = json!({ "item": { "item_id": "item-1", "update_type": "background" } });
    let plaid = Plaid::answering([
        Answer::ok(&item).with("content-type", "text/html"),
        Answer::ok(&item).with("content-type", "application/json; charset=latin-1"),
        Answer::ok(&"<html></html>").with("content-type", "application/json"),
    ])
    .await;
    for _ in 0..2 {
        let request = ItemGetRequest { access_token: access_token() };
        assert_eq!(plaid.client().item_get(&request).await.unwrap().item.item_id, "item-1");
    }
    let error = failure(config(&plaid.url)).await;
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_no_answer() {
    let body = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\
        {\"item\":{\"item_id\":\"\xff\xfe\",\"update_type\":\"background\"}}";
    let url = crate::support::raw_server(body).await;
    let error = failure(config(&url)).await;
    assert!(matches!(error, Error::Malformed { .. } | Error::Decode { .. }), "{error}");
}
