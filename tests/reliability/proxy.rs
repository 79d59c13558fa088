//! A network between two processes that can be spoiled, with toxiproxy's words: latency, blackhole,
//! down.

use std::future::pending;
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
    forgotten: Arc<AtomicUsize>,
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
        let forgotten = Arc::<AtomicUsize>::default();
        let network = Network { sees, forgotten: forgotten.clone() };
        let task = tokio::spawn(serve(listener, Arc::new(upstream), network));
        Self { address, toxic, forgotten, task }
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Spoils the network, or mends it.
    pub fn set(&self, toxic: Toxic) {
        self.toxic.send_replace(toxic);
    }

    /// Swallows for good what goes over the connections that are open now, and never closes them, as a
    /// firewall that has lost its memory does.
    pub fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::Relaxed);
    }
}

/// What a connection sees of the network.
#[derive(Clone)]
struct Network {
    sees: watch::Receiver<Toxic>,
    forgotten: Arc<AtomicUsize>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, upstream: Arc<Vec<String>>, network: Network) {
    let next = Arc::new(AtomicUsize::new(0));
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, network, next) = (upstream.clone(), network.clone(), next.clone());
        tokio::spawn(async move {
            // One that is gone passes its turn on.
            for _ in 0..upstream.len() {
                let turn = next.fetch_add(1, Ordering::Relaxed) % upstream.len();
                if let Ok(server) = TcpStream::connect(&upstream[turn]).await {
                    carry(client, server, network).await;
                    return;
                }
            }
        });
    }
}

async fn carry(client: TcpStream, server: TcpStream, network: Network) {
    let mut broken = network.sees.clone();
    client.set_nodelay(true).unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = tokio::spawn(copy(from_client, to_server, network.clone()));
    let down = tokio::spawn(copy(from_server, to_client, network));
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

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, network: Network) {
    let Network { mut sees, forgotten } = network;
    let born = forgotten.load(Ordering::Relaxed);
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
        if forgotten.load(Ordering::Relaxed) != born {
            pending::<()>().await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
