//! The README's tour, run as a newcomer would: its own commands in one shell, on a fresh server.

use serde_json::Value;
use tokio::process::Command;

use crate::support::{Database, Server};

/// What a block of the tour is fenced with.
const FENCE: &str = "```bash tour\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_of_the_readme_works() {
    let server = Server::start(Database::Sqlite).await;
    let blocks = blocks();
    assert_eq!(blocks.len(), 8, "the tour has seven steps, and a program has a key");
    // The shell says where one step ends and the next begins.
    let script = blocks.join("\necho; echo ----\n");
    let simulator = server.simulator();
    let script = script
        .replace("http://localhost:8080", &format!("http://{}", server.address()))
        .replace("http://localhost:8090", &simulator);
    let ran =
        Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output().await.unwrap();
    let output = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success(), "{output}\n{}", String::from_utf8_lossy(&ran.stderr));

    let steps: Vec<_> = output.split("----").map(str::trim).collect();
    assert!(steps[0].starts_with("florin_session_"), "{}", steps[0]);
    assert!(steps[1].contains("\"linkToken\":\"link-sandbox-"), "{}", steps[1]);
    assert!(steps[4].contains("event: complete"), "{}", steps[4]);
    assert!(steps[4].contains("SUCCEEDED"), "{}", steps[4]);
    let answers: Vec<Value> =
        serde_json::Deserializer::from_str(steps[5]).into_iter().map(Result::unwrap).collect();
    assert!(answers[0]["data"]["accounts"].as_array().unwrap().len() > 3);
    assert!(answers[1]["data"]["transactions"]["totalCount"].as_i64().unwrap() > 1_000);
    assert!(!steps[6].contains("\"error\""), "{}", steps[6]);
    assert!(steps[6].contains("\"added\":"), "days passed at the bank: {}", steps[6]);
    assert!(steps[6].contains("\"userErrors\":[]"), "{}", steps[6]);
    let told: Value = serde_json::from_str(steps[7]).unwrap();
    assert_eq!(told["data"]["transactions"]["nodes"].as_array().unwrap().len(), 2);
}

fn blocks() -> Vec<String> {
    let readme = std::fs::read_to_string("README.md").unwrap();
    readme.split(FENCE).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}
