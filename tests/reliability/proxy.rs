//! A network between two processes that can be spoiled, with toxiproxy's words: latency, blackhole,
//! down.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the network does to bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toxic {
    /// It carries them.
    None,
    /// It carries them late.
    Latency(Duration),
    /// It swallows them, and keeps connections open.
    Blackhole,
    /// It breaks every connection, old and new.
    Down,
}

/// A proxy in front of one address, or in turn of several.
pub struct Proxy {
    address: String,
    toxic: watch::Sender<Toxic>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Carries everything to these addresses.
    pub async fn start(upstream: Vec<String>) -> Self {
        Self::start_at("127.0.0.1:0", upstream).await
    }

    /// The same, at that address.
    pub async fn start_at(address: &str, upstream: Vec<String>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (toxic, sees) = watch::channel(Toxic::None);
        let task = tokio::spawn(serve(listener, Arc::new(upstream), sees));
        Self { address, toxic, task }
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Spoils the network, or mends it.
    pub fn set(&self, toxic: Toxic) {
        self.toxic.send_replace(toxic);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, upstream: Arc<Vec<String>>, sees: watch::Receiver<Toxic>) {
    let next = Arc::new(AtomicUsize::new(0));
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, sees, next) = (upstream.clone(), sees.clone(), next.clone());
        tokio::spawn(async move {
            // One that is gone passes its turn on.
            for _ in 0..upstream.len() {
                let turn = next.fetch_add(1, Ordering::Relaxed) % upstream.len();
                if let Ok(server) = TcpStream::connect(&upstream[turn]).await {
                    carry(client, server, sees).await;
                    return;
                }
            }
        });
    }
}

async fn carry(client: TcpStream, server: TcpStream, sees: watch::Receiver<Toxic>) {
    let mut broken = sees.clone();
    client.set_nodelay(true).unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = tokio::spawn(copy(from_client, to_server, sees.clone()));
    let down = tokio::spawn(copy(from_server, to_client, sees));
    let (stop_up, stop_down) = (up.abort_handle(), down.abort_handle());
    // Closed while bytes wait to be read, which is a reset to the other side.
    tokio::select! {
        _ = broken.wait_for(|toxic| *toxic == Toxic::Down) => {}
        _ = up => {}
        _ = down => {}
    }
    stop_up.abort();
    stop_down.abort();
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut sees: watch::Receiver<Toxic>) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let Ok(count @ 1..) = from.read(&mut bytes).await else { return };
        let toxic = *sees.borrow();
        if let Toxic::Latency(pause) = toxic {
            tokio::time::sleep(pause).await;
        }
        // What is swallowed never arrives: the connection is as good as dead, as behind a firewall.
        if sees.wait_for(|toxic| *toxic != Toxic::Blackhole).await.is_err() {
            return;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
