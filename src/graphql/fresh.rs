//! What is dangerous wants the password to have been given of late: the directive that says so. It is
//! kept by the doors, before anything of an operation is run (`http::operation`).

use async_graphql::TypeDirective;

use super::sign_in::TokenDelivery;

/// The password must have been given within ten minutes (`confirmPassword`; signing in counts). With
/// `delivery`, only by sessions whose token was delivered so.
#[TypeDirective(location = "FieldDefinition")]
pub(in crate::graphql) fn fresh(delivery: Option<TokenDelivery>) {}
