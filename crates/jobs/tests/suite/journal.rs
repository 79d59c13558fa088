//! The log tells a job's whole story, one structured line for each step.

use crate::bed::{Bed, KIND, LEASE, failure};
use crate::stage::{Order, Stage, quick};
use jobs::{Job, Options, Setback, State};
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// One thread for each test: what is logged there belongs to it.
macro_rules! on_one_thread {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let bed = crate::bed::Bed::sqlite().await;
                super::$name(&bed).await;
                bed.close().await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let bed = crate::bed::Bed::postgres().await;
                super::$name(&bed).await;
                bed.close().await;
            })*
        }
    };
}

on_one_thread!(
    a_job_that_goes_well_is_told_from_its_ask_to_its_end,
    what_goes_wrong_is_told_step_by_step,
    a_crash_a_fence_and_a_dead_letter_are_warnings,
);

/// The lines that were logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic holds the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(log.clone());
        (log, tracing::subscriber::set_default(lines.finish()))
    }

    /// The lines about the job.
    fn lines(&self, job: &Job) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().expect("a log").clone()).expect("a text");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines.filter(|line| line["job.id"] == job.id.to_string()).collect()
    }

    /// Level and message of each line about the job, each of which has the fields that all have.
    fn story(&self, job: &Job) -> Vec<String> {
        let lines = self.lines(job);
        for line in &lines {
            assert_eq!(line["job.kind"], KIND);
            assert_eq!(line["job.owner"], job.owner.to_string());
            assert_eq!(line["job.subject"], job.subject.to_string());
            for number in ["job.epoch", "job.attempt", "job.crashes"] {
                assert!(line[number].is_i64(), "{line}");
            }
        }
        let told = |line: &Value| format!("{} {}", line["level"], line["message"]).replace('"', "");
        lines.iter().map(told).collect()
    }
}

async fn a_job_that_goes_well_is_told_from_its_ask_to_its_end(bed: &Bed) {
    let (log, _listening) = Log::listen();
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    bed.world.pass(Duration::from_secs(2));
    let mut stage = Stage::open(bed, quick("w"));
    let scene = stage.scene().await;
    bed.ask(subject, "webhook").await;
    scene.order(Order::Succeed);
    let next = stage.scene().await;
    let expected = [
        "INFO a job was asked for",
        "INFO a job was claimed",
        "INFO a job was asked for",
        "INFO a job succeeded",
    ];
    assert_eq!(log.story(&job), expected);
    let lines = log.lines(&job);
    assert_eq!((&lines[0]["cause"], &lines[0]["joined"]), (&"link".into(), &false.into()));
    assert_eq!((&lines[1]["worker"], &lines[1]["wait_ms"]), (&"w".into(), &2_000.into()));
    assert_eq!((&lines[2]["cause"], &lines[2]["joined"]), (&"webhook".into(), &true.into()));
    assert!(lines[3]["duration_ms"].is_u64());
    assert_eq!(log.story(&next.job)[..2], expected[..2]);
    let second = next.job.clone();
    bed.cancel(subject).await.expect("a job");
    next.dropped().await;
    stage.close().await;
    assert_eq!(
        log.story(&second)[2..],
        ["INFO a job was called off", "WARN a job's lease was lost"]
    );
}

async fn what_goes_wrong_is_told_step_by_step(bed: &Bed) {
    let (log, _listening) = Log::listen();
    let job = bed.ask(bed.id(), "link").await;
    let options = Options { drain: Duration::from_millis(20), ..quick("w") };
    let mut stage = Stage::open(bed, options);
    stage.scene().await.order(Order::SetBack(Setback::Retry(failure("DOWN"))));
    stage.until(bed, job.id, |job| job.failures == 1).await;
    bed.world.pass(Duration::from_secs(5));
    let wait = Setback::Wait { after: Duration::from_secs(20), failure: None };
    stage.scene().await.order(Order::SetBack(wait));
    stage.until(bed, job.id, |job| job.waits == 1).await;
    bed.world.pass(Duration::from_secs(20));
    let scene = stage.scene().await;
    stage.shut_down();
    scene.dropped().await;
    stage.close().await;
    let claim = bed.claim_one("next").await;
    drop(claim);
    let expected = [
        "INFO a job was asked for",
        "INFO a job was claimed",
        "INFO a job is tried again",
        "INFO a job was claimed",
        "INFO a job waits",
        "INFO a job was claimed",
        "INFO a job was given back at the shutdown",
        "INFO a job was claimed",
    ];
    assert_eq!(log.story(&job), expected);
    let lines = log.lines(&job);
    assert_eq!(lines[2]["error.code"], "DOWN");
    assert!(lines[2]["until"].is_string() && lines[4]["until"].is_string());
    let attempts: Vec<_> = lines.iter().map(|line| line["job.attempt"].clone()).collect();
    assert_eq!(attempts, [0, 1, 2, 2, 2, 2, 2, 2]);
}

async fn a_crash_a_fence_and_a_dead_letter_are_warnings(bed: &Bed) {
    let (log, _listening) = Log::listen();
    let subject = bed.id();
    let job = bed.ask(subject, "link").await;
    for _ in 0..6 {
        bed.claim_one("dead").await;
        bed.world.pass(LEASE + Duration::from_secs(1));
    }
    assert!(bed.claim("w").await.is_empty());
    let mut expected = vec!["INFO a job was asked for", "INFO a job was claimed"];
    expected.extend(["WARN a job was rescued from a worker that is gone"; 6]);
    expected.push("WARN a job is a dead letter");
    assert_eq!(log.story(&job), expected);
    assert_eq!(log.lines(&job).last().expect("a line")["error.code"], jobs::CRASHED);

    let mut stage = Stage::open(bed, quick("w"));
    let job = bed.ask(bed.id(), "link").await;
    let order = |failure| Order::SetBack(Setback::Fail(failure));
    stage.scene().await.order(order(failure("REVOKED")));
    stage.until(bed, job.id, |job| job.state == State::Failed).await;
    let job_of_attempts = bed.ask(bed.id(), "link").await;
    for attempt in 1..=10 {
        stage.scene().await.order(Order::SetBack(Setback::Retry(failure("DOWN"))));
        let after = stage.until(bed, job_of_attempts.id, |job| job.failures == attempt).await;
        bed.world.pass((after.run_at - bed.now()).to_std().unwrap_or_default());
        bed.world.pass(Duration::from_secs(1));
    }
    stage.close().await;
    assert_eq!(log.story(&job).last().expect("a line"), "INFO a job failed");
    let story = log.story(&job_of_attempts);
    assert_eq!(story.last().expect("a line"), "WARN a job is a dead letter");
    assert_eq!(story.iter().filter(|line| line.ends_with("tried again")).count(), 9);
}
