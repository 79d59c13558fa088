//! `user_custom`: the person whom a caller describes by a document in the place of the password.

#[expect(dead_code, reason = "the accounts that follow from it come next")]
pub mod document;
