//! What is understood and sent, held against Plaid's own OpenAPI document.
//!
//! Bodies are made from the document: with everything, with the least, with every null that is
//! allowed, and by chance; unknown fields lie at every depth and unknown words in every enum. Nothing
//! that our types know of a body may be lost or changed. The document isn't part of the repository:
//! without it these tests say so and pass.

mod generate;
mod json;
mod mutations;
mod read;
mod received;
mod schema;
mod sent;

pub use json::Json;
pub use schema::Document;
