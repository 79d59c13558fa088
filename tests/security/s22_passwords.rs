//! S22: one document tries one password, however it is written.

use std::fmt::Write as _;

use crate::http::{Answer, Site};

/// Every mutation that takes a password.
const PASSWORDS: [&str; 5] = [
    "login(input: { username: \"alice\", password: \"guess number one\" }) { token }",
    "signup(input: { username: \"bob\", email: \"bob@example.com\", password: \"correct horse battery\" }) { token }",
    "confirmPassword(input: { password: \"guess number one\" }) { token }",
    "changePassword(input: { currentPassword: \"guess number one\", newPassword: \"x\" }) { token }",
    "resetPassword(input: { username: \"alice\", code: \"1\", newPassword: \"x\" }) { userErrors { code } }",
];

#[tokio::test]
async fn s22_a_password_is_tried_once_in_a_document() {
    let site = Site::start().await;
    site.sign_up("alice").await;
    for password in PASSWORDS {
        let aliases = |count| {
            (0..count).fold(String::new(), |mut text, number| {
                write!(text, "a{number}: {password} ").unwrap();
                text
            })
        };
        for document in [
            format!("mutation {{ {} }}", aliases(100)),
            format!("mutation {{ {} }}", aliases(2)),
            format!("mutation {{ {password} {password} }}"),
            format!("mutation {{ ...P ...P }} fragment P on Mutation {{ {password} }}"),
            format!("mutation {{ ... {{ {password} }} ... on Mutation {{ b: {password} }} }}"),
            format!("mutation {{ {password} b: {} }}", PASSWORDS[0]),
        ] {
            let answer = Answer::of(site.ask(&document)).await;
            assert_eq!(answer.code(), Some("QUERY_TOO_COMPLEX"), "{document}");
            assert!(answer.json.get("data").is_none(), "{document}");
        }
    }
    // None of them was run: the name is free.
    site.sign_up("bob").await;
}
