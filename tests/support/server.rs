//! The real binary as a child process. It is killed when the test lets go of it.

use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, Write as _};
use std::net::TcpListener;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Stdio;

use plaid_openapi::Watch;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{Api, Database};

/// A folder, ports and settings, and the process that serves them.
pub struct Server {
    folder: TempDir,
    settings: Vec<(&'static str, String)>,
    address: String,
    simulator: String,
    child: Option<Child>,
    worker: Option<Child>,
    /// Whether what the process says of itself goes into a file.
    is_logged: bool,
    /// Last: what its simulator said, and what it was asked, is held against Plaid's contract.
    watch: Watch,
}

/// The last line that a server prints when it has started.
const READY: &str = "  bank: ";

impl Server {
    /// Starts with an empty folder.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, &[]).await
    }

    /// Starts with an empty folder and some settings changed.
    pub async fn start_with(database: Database, changes: &[(&'static str, &str)]) -> Self {
        let mut server = Self::prepare(database, changes);
        server.resume().await;
        server
    }

    /// The same, with standard error kept for `log`.
    pub async fn start_logging(database: Database, changes: &[(&'static str, &str)]) -> Self {
        let mut server = Self::prepare(database, changes);
        server.is_logged = true;
        server.resume().await;
        server
    }

    /// What the processes of this server have said on standard error.
    pub fn log(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("log")).unwrap()
    }

    fn prepare(database: Database, changes: &[(&'static str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let watch = Watch::new();
        let [address, admin, simulator] = free_addresses();
        let mut settings = vec![
            ("FLORIN_LISTEN", address.clone()),
            ("FLORIN_PUBLIC_URL", format!("http://{address}")),
            ("FLORIN_ADMIN_LISTEN", admin),
            ("FLORIN_PLAID_SIM_LISTEN", simulator.clone()),
            ("FLORIN_PLAID_SIM_RECORD", watch.record().display().to_string()),
            ("FLORIN_DATA_DIR", folder.path().join("data").display().to_string()),
            ("FLORIN_JOB_LEASE", "2s".to_owned()),
            ("FLORIN_LOG", "warn".to_owned()),
        ];
        if let Database::Postgres { url, redis } = database {
            settings.push(("DATABASE_URL", url));
            settings.push(("REDIS_URL", redis));
            settings.push(("FLORIN_MIGRATE", "true".to_owned()));
            // 32 bytes in base64, of no other use than this.
            let key = "MnGzkfb1S1faiSMXz4xKU0lN4i704U9Z2FPl6tKfhbI=";
            settings.push(("FLORIN_KEYS", key.to_owned()));
        }
        if changes.contains(&("PLAID_CLIENT_ID", plaid_sim::DEFAULT_CLIENT_ID)) {
            // A simulator beside us is told where its webhooks go.
            settings.push(("PLAID_WEBHOOK_URL", format!("http://{address}/webhooks/plaid")));
        }
        settings.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Self {
            folder,
            settings,
            address,
            simulator,
            child: None,
            worker: None,
            is_logged: false,
            watch,
        }
    }

    /// Starts the doors and the worker as two processes.
    pub async fn start_apart(database: Database) -> Self {
        let mut server = Self::prepare(database, &[]);
        let mut api = server.command(&["serve", "--role", "api"]);
        let mut api = api.stdout(Stdio::piped()).spawn().unwrap();
        wait_for_line(&mut api, READY).await;
        server.child = Some(api);
        let [admin] = free_addresses();
        let mut worker = server.command(&["serve", "--role", "worker"]);
        let worker = worker.env("FLORIN_ADMIN_LISTEN", admin).stdout(Stdio::piped());
        let mut worker = worker.spawn().unwrap();
        wait_for_line(&mut worker, READY).await;
        server.worker = Some(worker);
        server
    }

    /// Starts the process again, on what it left behind.
    pub async fn resume(&mut self) {
        self.resume_with(&[]).await;
    }

    /// The same, with variables that only this process gets.
    pub async fn resume_with(&mut self, variables: &[(&str, &str)]) {
        assert!(self.is_gone(), "the server runs");
        let mut command = self.command(&["serve"]);
        command.envs(variables.iter().copied()).stdout(Stdio::piped());
        if self.is_logged {
            let log = self.folder.path().join("log");
            command.stderr(std::fs::File::options().append(true).create(true).open(log).unwrap());
        }
        let mut child = command.spawn().unwrap();
        wait_for_line(&mut child, READY).await;
        self.child = Some(child);
    }

    /// Whether the process was ended, or has ended by itself.
    pub fn is_gone(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some())
    }

    /// A command of the binary with this server's settings, and nothing of the developer's own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Kills the process as a power cut would, with SIGKILL.
    pub async fn kill(&mut self) {
        let mut child = self.child.take().expect("the server runs");
        child.kill().await.unwrap();
    }

    /// Asks the process to stop, with SIGTERM, and gives its exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        self.signal("TERM").await;
        self.ended().await
    }

    /// Sends a signal to the process.
    pub async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let told = Command::new("kill").args([&format!("-{name}"), &id]).status().await.unwrap();
        assert!(told.success());
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        let child = self.child.as_ref().expect("the server runs");
        child.id().expect("it has not been waited for")
    }

    /// A number of the process's memory, in megabytes.
    pub fn megabytes(&self, name: &str) -> u64 {
        let told = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = told.lines().find(|line| line.starts_with(name)).expect("Linux tells it");
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    /// The address of the API.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address of the operator's door.
    pub fn admin(&self) -> &str {
        let setting = self.settings.iter().find(|(name, _)| *name == "FLORIN_ADMIN_LISTEN");
        setting.map(|(_, address)| address.as_str()).expect("it was set")
    }

    /// Waits for the end of a process that was asked to stop, and gives its exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        let mut child = self.child.take().expect("the server runs");
        child.wait().await.unwrap().code()
    }

    /// The address of the bank behind it.
    pub fn simulator(&self) -> String {
        format!("http://{}", self.simulator)
    }

    /// The URL of the database, for a test that looks behind the server's back.
    pub fn database_url(&self) -> String {
        let given = self.settings.iter().find(|(name, _)| *name == "DATABASE_URL");
        given.map_or_else(
            || format!("sqlite://{}", self.data().join("florin.db").display()),
            |(_, url)| url.clone(),
        )
    }

    /// A connection behind the server's back.
    pub async fn behind(&self) -> sea_orm::DatabaseConnection {
        sea_orm::Database::connect(self.database_url()).await.unwrap()
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Every exchange with the bank so far, a line of JSON each.
    pub fn exchanges(&self) -> String {
        std::fs::read_to_string(self.watch.record()).unwrap()
    }

    /// A client without credentials.
    pub fn anonymous(&self) -> Api {
        Api::new(self.address.clone(), self.simulator())
    }

    /// A client that has just signed up under this name.
    pub async fn signed_up(&self, username: &str) -> Api {
        self.anonymous().sign_up(username).await
    }
}

/// The binary under test: the one that was built with the tests, or another that scripts/prove.sh has
/// spoiled on purpose.
pub fn binary() -> String {
    std::env::var("FLORIN_TEST_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_florin").to_owned())
}

/// Where tests have their servers listen: below the ports that systems give to whoever asks for any
/// (from 32768 on by Linux, from 49152 on by RFC 6335), among them every outgoing connection. Such a port
/// could be gone between its choice and the server's start. `scripts/services.sh` chooses above them.
const PORTS: Range<u16> = 10_000..20_000;

/// Addresses of this machine that nobody listens on. Each is the next one in a file that the tests of
/// all processes share, so that no two of them choose the same.
pub fn free_addresses<const N: usize>() -> [String; N] {
    let path = std::env::temp_dir().join("florin-test-port");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = file.unwrap();
    // Given back when the file is closed.
    file.lock().unwrap();
    let mut last = String::new();
    file.read_to_string(&mut last).unwrap();
    let mut port = last.parse().unwrap_or(PORTS.start);
    let addresses = std::array::from_fn(|_| {
        loop {
            port = if port + 1 < PORTS.end { port + 1 } else { PORTS.start };
            let address = format!("127.0.0.1:{port}");
            if TcpListener::bind(&address).is_ok() {
                return address;
            }
        }
    });
    file.rewind().unwrap();
    file.set_len(0).unwrap();
    file.write_all(port.to_string().as_bytes()).unwrap();
    addresses
}

/// Reads the process's output up to a line that begins so, and goes on reading in the background.
pub async fn wait_for_line(child: &mut Child, start: &str) {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    loop {
        match lines.next_line().await.unwrap() {
            Some(line) if line.starts_with(start) => break,
            Some(_) => {}
            None => panic!("the process ended before it said {start:?}"),
        }
    }
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
}
