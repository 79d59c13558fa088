//! A PostgreSQL of the test's own, to be crashed: by scripts/services.sh, as the shared one is.

use std::process::Stdio;

use sea_orm::ConnectionTrait as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Starts it, and crashes and starts it again for each line that it reads. What is committed must
/// survive a crash, which the tests' shared server needn't care for.
const SCRIPT: &str = r#"
source scripts/services.sh
trap stop_services EXIT
unset FLORIN_TEST_POSTGRES_URL
export FLORIN_TEST_REDIS_URL=none FLORIN_TEST_CHROMIUM=none
start_services
data=$services_dir/postgres/data
again() {
  as_postgres "$postgres_bin/pg_ctl" --silent --pgdata "$data" --mode "$1" --wait stop
  as_postgres "$postgres_bin/pg_ctl" --silent --pgdata "$data" --log "$services_dir/postgres/log" --wait start
}
printf 'synchronous_commit = on\nfull_page_writes = on\n' >>"$data/postgresql.conf"
# In good order this once: what was made until now was committed without waiting for the disk.
again fast >&2
echo "$FLORIN_TEST_POSTGRES_URL"
while read -r _; do again immediate >&2; echo up; done
"#;

/// The server.
pub struct Postgres {
    orders: ChildStdin,
    told: Lines<BufReader<ChildStdout>>,
    /// A database on it.
    pub url: String,
    _child: Child,
}

impl Postgres {
    /// Starts one with an empty database.
    pub async fn start() -> Self {
        let mut child = Command::new("bash")
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let orders = child.stdin.take().unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let server = told.next_line().await.unwrap().expect("PostgreSQL starts");
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin.execute_unprepared("create database florin").await.unwrap();
        admin.close().await.unwrap();
        let (server, _) = server.rsplit_once('/').expect("a URL names a database");
        Self { orders, told, url: format!("{server}/florin"), _child: child }
    }

    /// Its processes end at once, as by a power cut, and it recovers.
    pub async fn crash(&mut self) {
        self.orders.write_all(b"crash\n").await.unwrap();
        assert_eq!(self.told.next_line().await.unwrap().as_deref(), Some("up"));
    }
}
